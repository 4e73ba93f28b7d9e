import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/database/open.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { takeSale } from '../../src/purchases/sale.ts'
import { type Actor, Scene } from '../complaints/scene.ts'
import { buttonsOf, readable } from '../conversation.ts'
import { eachDatabase, type Fresh } from '../databases.ts'
import { books } from '../links/books.ts'
import { silent } from '../log.ts'

/** A shop that two processes serve where the database lets them, and a customer who is asked whether he is sure. */
async function begin(fresh: Fresh, { points = 0 } = {}) {
  const clock = { now: Date.parse('2026-03-02T10:00:00Z') }
  const options = { platforms: ['web', 'slack'], now: () => new Date(clock.now) }
  const { url, database } = await fresh.openAt()
  const scene = await Scene.open(fresh, { ...options, database })
  let other = scene
  if (fresh.dialect === 'postgresql') {
    const another = await openDatabase(url, { log: silent })
    fresh.after(() => another.close())
    other = await Scene.open(fresh, { ...options, database: another })
  }
  const ana = scene.person('web', 'ana', { name: 'Ana' })
  await ana.says('/start')
  const [row] = await database.query<{ id: string }>(`SELECT "customerId" AS id FROM identity WHERE person = 'ana'`)
  const id = row?.id ?? ''
  const buys = (where: Scene, reference: string) =>
    where.engine.run((unit) =>
      takeSale(unit, defaultProgram, {
        ...{ source: 'till', reference, customerId: id, amount: 1_000, currency: 'EUR', items: [] },
        at: unit.now,
      }),
    )
  if (points > 0) await buys(scene, 'first')
  await scene.settle()
  const sure = async (who: Actor = ana) => {
    await who.does({ kind: 'pressed', press: 'privacy.erase' })
    const [yes] = buttonsOf(who.last().message)
    if (!yes || !('press' in yes)) throw new Error('was not asked')
    return { press: yes.press, label: yes.label }
  }
  const later = async () => {
    clock.now += 11 * 60_000
    await scene.sweep('privacy.again')
  }
  return { scene, other, database, ana, id, buys, sure, later, url }
}

eachDatabase((fresh) => {
  describe('two at once', () => {
    test('pressed twice, somebody is erased once, and told so', async () => {
      const { scene, other, database, ana, sure } = await begin(fresh, { points: 10 })
      const { press } = await sure()
      await Promise.all([
        scene.engine.receive(ana.happening({ kind: 'pressed', press })),
        other.engine.receive(ana.happening({ kind: 'pressed', press })),
      ])
      for (const each of [scene, other]) await each.settle()
      const said = [...new Set([scene, other])]
        .flatMap((each) => each.on('web').shown)
        .map(({ message }) => readable(message))
      expect(said.filter((words) => words.startsWith('Done. Nothing about you'))).toHaveLength(1)
      expect(said.filter((words) => words.startsWith('That is done already'))).toHaveLength(1)
      expect(await database.query(`SELECT act FROM audit WHERE act = 'erase'`)).toHaveLength(1)
      const { entries } = await books(database)
      expect(entries.map(({ points }) => points)).toEqual([10, -10])
    })

    test('erased while he buys: what was booked before is counted, what comes after belongs to nobody', async () => {
      for (let round = 0; round < (fresh.dialect === 'sqlite' ? 5 : 3); round += 1) {
        const { scene, other, database, ana, id, buys, sure, later } = await begin(fresh, { points: 10 })
        const { press } = await sure()
        await Promise.all([
          scene.engine.receive(ana.happening({ kind: 'pressed', press })),
          ...[0, 1, 2].map((nth) => buys(nth % 2 === 0 ? scene : other, `sale ${nth}`)),
        ])
        for (const each of [scene, other]) await each.settle()
        const [customer] = await database.query<{ erased: Date | null; name: string | null }>(
          'SELECT erased, name FROM customer WHERE id = ?',
          id,
        )
        if (customer?.erased === null) {
          // The sale was first: more would be lost than he was told, so that he is asked again.
          expect(customer.name).toBe('Ana')
          ana.finds(/[234]0 points are lost/)
        } else expect(customer).toMatchObject({ name: null })
        await later()
        const { accounts } = await books(database)
        const [account] = accounts.filter(({ customerId }) => customerId === id)
        expect(account?.balance).toBe(customer?.erased === null ? 40 : 0)
        expect(await database.query('SELECT id FROM purchase')).toHaveLength(4)
        if (customer?.erased !== null)
          expect(await database.query(`SELECT id FROM purchase WHERE source <> 'erased'`)).toEqual([])
      }
    })

    test('a sale that was on its way to somebody who is erased by then belongs to nobody', async () => {
      const { scene, database, ana, id, buys, sure, later } = await begin(fresh)
      await ana.does({ kind: 'pressed', press: (await sure()).press })
      expect(await buys(scene, 'late')).toMatchObject({ kind: 'recorded' })
      await later()
      const { accounts } = await books(database)
      expect(accounts.find(({ customerId }) => customerId === id)?.balance).toBe(0)
      expect(await database.query('SELECT source, items, amount FROM purchase WHERE "customerId" = ?', id)).toEqual([
        { source: 'erased', items: null, amount: 1_000 },
      ])
    })

    test('erased while he writes: nothing fails, and whatever came after is of somebody new', async () => {
      const { scene, other, database, ana, id, sure, later } = await begin(fresh)
      const { press } = await sure()
      const words = Array.from({ length: 6 }, (_, nth) => `What about number ${nth}`)
      await Promise.all([
        scene.engine.receive(ana.happening({ kind: 'pressed', press })),
        ...words.map((text, nth) =>
          (nth % 2 === 0 ? scene : other).engine.receive(ana.happening({ kind: 'said', text, message: `m${nth}` })),
        ),
      ])
      for (const each of [scene, other]) await each.settle()
      await later()
      expect(await database.query(`SELECT id FROM inbox WHERE outcome = 'failed'`)).toEqual([])
      expect(await database.query('SELECT id FROM utterance WHERE "customerId" = ?', id)).toEqual([])
      const people = await database.query<{ id: string }>('SELECT "customerId" AS id FROM identity')
      expect(people.map((row) => row.id)).not.toContain(id)
    })
  })

  test('the button does only what stood above it', async () => {
    const { scene, database, ana, buys, sure } = await begin(fresh, { points: 10 })
    const { press, label } = await sure()
    expect(label).toBe('Yes, delete me and 10 points')
    await buys(scene, 'second')
    await scene.settle()
    await ana.does({ kind: 'pressed', press })
    expect(readable(ana.last().message)).toContain('20 points are lost')
    expect(await database.query('SELECT id FROM customer WHERE erased IS NOT NULL')).toEqual([])
    const eve = scene.person('web', 'eve', { name: 'Eve' })
    await eve.says('/start')
    await eve.does({ kind: 'pressed', press })
    expect(readable(eve.last().message)).toContain('That is done already')
    expect(await database.query('SELECT id FROM customer WHERE erased IS NOT NULL')).toEqual([])
  })

  test('somebody has to own the shop; staff who are erased are staff no more', async () => {
    const { scene, database, sure } = await begin(fresh)
    const olga = await scene.member('slack', 'olga', 'owner', { name: 'Olga' })
    await olga.says('/desk')
    const { press } = await sure(olga)
    await olga.does({ kind: 'pressed', press })
    expect(readable(olga.last().message)).toContain('the only owner')
    expect(await database.query('SELECT id FROM customer WHERE erased IS NOT NULL')).toEqual([])
    await scene.member('web', 'otto', 'owner', { name: 'Otto' })
    await olga.does({ kind: 'pressed', press })
    olga.finds('Done. Nothing about you is kept')
    expect(await database.query('SELECT role FROM role')).toHaveLength(1)
    expect(await database.query('SELECT id FROM desk WHERE closed IS NULL')).toEqual([])
    await olga.says('/queue')
    expect(readable(olga.last().message)).toContain('team')
  })
})
