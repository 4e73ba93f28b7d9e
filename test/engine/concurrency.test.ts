import { describe, expect, test } from 'vitest'
import type { Shown } from '../../adapters/fake/adapter.ts'
import type { Happening } from '../../src/chat.ts'
import { openDatabase } from '../../src/database/open.ts'
import type { Feature } from '../../src/engine/feature.ts'
import { newClaim } from '../../src/staff/store.ts'
import { type Someone, World, type WorldOptions } from '../conversation.ts'
import { eachDatabase, onDatabase } from '../databases.ts'
import { type Lines, linesOf } from '../lines.ts'
import { silent } from '../log.ts'
import { seeded, shuffled } from '../platforms/shared/random.ts'

const asked = (command: string, args = '') => ({ kind: 'asked', command, args }) as const

/** `/slow WORD` answers with the word once the gate of that word is open. */
function slow(): { feature: Feature; gate(word: string): PromiseWithResolvers<void> } {
  const gates = new Map<string, PromiseWithResolvers<void>>()
  const gate = (word: string) => {
    const known = gates.get(word) ?? Promise.withResolvers<void>()
    gates.set(word, known)
    return known
  }
  const run: NonNullable<Feature['commands']>[number]['run'] = async (turn, word) => {
    await gate(word).promise
    turn.say(`${word} for ${turn.contact.name}, who is ${turn.contact.person}`)
  }
  return { gate, feature: { name: 'slow', commands: [{ name: 'slow', hidden: true, run }] } }
}

/** `/poison` does something, says something, and then fails. */
function poison(): Feature {
  const run: NonNullable<Feature['commands']>[number]['run'] = async (turn) => {
    await turn.unit.sql.execute('UPDATE customer SET name = ? WHERE id = ?', 'poisoned', turn.contact.customerId)
    turn.say('this must never be read')
    throw new Error('poison')
  }
  return { name: 'poison', commands: [{ name: 'poison', hidden: true, run }] }
}

const textsOf = (shown: readonly Shown[], who: Someone) =>
  shown.filter(({ place }) => place.channel === who.id).map(({ message }) => message.text)

eachDatabase((fresh) => {
  const open = (options?: WorldOptions) => World.open(fresh, options)
  const count = async (world: World, table: string) =>
    (await world.database.query<{ n: number }>(`SELECT count(*) AS n FROM ${table}`))[0]?.n

  test('one event is one effect and one answer, fifty times at once and again after a restart', async () => {
    const first = await open()
    const ana = first.person('ana', { name: 'Ana', locale: 'en' })
    await ana.says('/start')
    const staff = await first.member('sam', 'staff', { locale: 'en' })
    const booking = staff.happening(asked('earn', 'Ana 25.90'))
    const told = ana.hears()
    const fifty = (world: World) => Promise.all(Array.from({ length: 50 }, () => world.engine.receive(booking)))
    await fifty(first)
    await told
    await first.close()

    const second = await open({ database: first.database })
    await fifty(second)
    const [sam, anaAgain] = [second.person('sam', { locale: 'en' }), second.person('ana', { locale: 'en' })]
    // Answers come in order: by the time these are read, a second one to the booking would have come too.
    await sam.says('/help')
    expect((await anaAgain.says('/points')).message.text).toBe('You have 25 points.')
    const all = [...first.fake.shown, ...second.fake.shown]
    expect(textsOf(all, staff).filter((text) => text.startsWith('Booked'))).toHaveLength(1)
    expect(textsOf(all, ana).filter((text) => text.startsWith('+25'))).toHaveLength(1)
    expect(await count(second, 'purchase')).toBe(1)
    expect(await count(second, 'entry')).toBe(1)
  })

  test('two hundred customers at once on a slow handler each get their own answer', async () => {
    const { feature, gate } = slow()
    const world = await open({ more: [feature] })
    const people = Array.from({ length: 200 }, (_, n) => world.person(`p${n}`, { name: `Name ${n}`, locale: 'en' }))
    const answers = people.map((person) => person.hears())
    await Promise.all(people.map((person, n) => world.engine.receive(person.happening(asked('slow', `word${n}`)))))
    for (const n of shuffled([...people.keys()], seeded(7))) {
      gate(`word${n}`).resolve()
      if (n % 3 === 0) await new Promise((resolve) => setImmediate(resolve))
    }
    const texts = (await Promise.all(answers)).map(({ message }) => message.text)
    expect(texts).toEqual(people.map(({ id }, n) => `word${n} for Name ${n}, who is ${id}`))
    expect(world.fake.shown).toHaveLength(200)
  })

  test('one who waits long holds up nobody else, neither those who came with him nor those who come later', async () => {
    const { feature, gate } = slow()
    const world = await open({ more: [feature] })
    const stuck = world.person('stuck', { name: 'Stuck', locale: 'en' })
    const others = Array.from({ length: 20 }, (_, n) => world.person(`p${n}`, { name: `Name ${n}`, locale: 'en' }))
    const answer = stuck.hears()
    await world.engine.receive(stuck.happening(asked('slow', 'never')))
    await Promise.all(others.map((person) => person.says('/start')))
    await Promise.all(others.map((person) => person.says('/points')))
    expect(textsOf(world.fake.shown, stuck)).toEqual([])
    gate('never').resolve()
    await answer
    expect(textsOf(world.fake.shown, stuck)).toHaveLength(1)
  })

  test('what one conversation says is answered in order, while another one is stuck', async () => {
    const { feature, gate } = slow()
    const world = await open({ more: [feature] })
    const ana = world.person('ana', { name: 'Ana', locale: 'en' })
    const stuck = world.person('stuck', { name: 'Stuck', locale: 'en' })
    const answer = stuck.hears()
    await world.engine.receive(stuck.happening(asked('slow', 'never')))
    const numbers = Array.from({ length: 50 }, (_, n) => String(n + 1))
    for (const number of numbers) gate(number).resolve()
    const last = world.fake.next(({ message }) => message.text.startsWith('50 '))
    await Promise.all(numbers.map((number) => world.engine.receive(ana.happening(asked('slow', number)))))
    await last
    expect(textsOf(world.fake.shown, ana).map((text) => text.split(' ')[0])).toEqual(numbers)
    gate('never').resolve()
    await answer
  })

  test('a poison event stops only itself', async () => {
    const lines: Lines = linesOf()
    const world = await open({ more: [poison()], log: lines.log })
    const ana = world.person('ana', { name: 'Ana', locale: 'en' })
    const others = Array.from({ length: 20 }, (_, n) => world.person(`p${n}`, { locale: 'en' }))
    const told = world.fake.next(
      ({ place, message }) => place.channel === ana.id && message.text.startsWith('You have'),
    )
    const answers = others.map((person) => person.hears())
    const happenings = [
      ...others.slice(0, 10).map((person) => person.happening(asked('start'))),
      ana.happening(asked('poison')),
      ana.happening(asked('points')),
      ...others.slice(10).map((person) => person.happening(asked('start'))),
    ]
    await Promise.all(happenings.map((happening) => world.engine.receive(happening)))
    await Promise.all([told, ...answers])
    const [sorry, next, ...more] = textsOf(world.fake.shown, ana)
    expect(sorry).toMatch(/^Sorry, something went wrong/)
    expect(next).toMatch(/^You have/)
    expect(more).toEqual([])
    const errors = lines.at('error')
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatchObject({ text: 'a happening could not be handled', about: { err: { message: 'poison' } } })
    const kept = await world.database.query<{ outcome: string; n: number }>(
      'SELECT outcome, count(*) AS n FROM inbox GROUP BY outcome ORDER BY outcome',
    )
    expect(kept).toEqual([
      { outcome: 'done', n: 21 },
      { outcome: 'failed', n: 1 },
    ])
    expect(await world.database.query("SELECT 1 FROM customer WHERE name = 'poisoned'")).toEqual([])
  })

  test('who watches and fails disturbs nothing', async () => {
    const world = await open()
    world.engine.watch(() => {
      throw new Error('a watcher')
    })
    const ana = world.person('ana', { name: 'Ana', locale: 'en' })
    const staff = await world.member('sam', 'staff', { locale: 'en' })
    await ana.says('/start')
    await staff.says('/earn Ana 25.90')
    expect((await ana.says('/points')).message.text).toBe('You have 25 points.')
    expect(await count(world, 'purchase')).toBe(1)
  })
})

type Side = { world: World; platform: string }

/** On SQLite two act within one process, which is the only one; on PostgreSQL also each within one of its own. */
for (const [where, dialect, apart] of [
  ['within one process on SQLite', 'sqlite', false],
  ['within one process on PostgreSQL', 'postgresql', false],
  ['each within a process of its own', 'postgresql', true],
] as const) {
  describe(`two at once, ${where}`, () => {
    const fresh = onDatabase(dialect)
    const rounds = [1, 2, 3, 4, 5]

    async function sides(): Promise<[Side, Side]> {
      const { database, url } = await fresh.openAt()
      const world = await World.open(fresh, { database })
      const side = { world, platform: 'fake' }
      if (!apart) return [side, side]
      const other = await openDatabase(url, { log: silent })
      fresh.after(() => other.close())
      return [side, { world: await World.open(fresh, { database: other, fake: { platform: 'web' } }), platform: 'web' }]
    }

    /** Both at the same moment; gives what each was told. */
    async function both(acts: readonly { world: World; who: Someone; happening: Happening }[]): Promise<string[]> {
      const answers = acts.map(({ who }) => who.hears())
      await Promise.all(acts.map(({ world, happening }) => world.engine.receive(happening)))
      return (await Promise.all(answers)).map(({ message }) => message.text)
    }

    test('two staff take the same purchase back: it is taken back once, and the other is told so', async () => {
      const [a, b] = await sides()
      const ana = a.world.person('ana', { name: 'Ana', locale: 'en' })
      await ana.says('/start')
      const sam = await a.world.member('sam', 'staff', { locale: 'en' })
      const sue = await b.world.member('sue', 'staff', { locale: 'en' })
      for (const round of rounds) {
        const booked = await sam.says(`/earn fake:ana ${round}0`)
        const [purchase] = await a.world.database.query<{ id: string }>('SELECT id FROM purchase ORDER BY id DESC')
        const press = { kind: 'pressed', press: `unearn:${purchase?.id}`, message: booked.id } as const
        const texts = await both([
          { world: a.world, who: sam, happening: sam.happening(press) },
          { world: b.world, who: sue, happening: sue.happening({ ...press, message: 'another' }) },
        ])
        expect(texts.map((text) => text.replace(/:.*/, '')).sort()).toEqual([
          'Taken back',
          'That purchase has been taken back already.',
        ])
      }
      expect(await a.world.database.query('SELECT reference FROM refund')).toHaveLength(rounds.length)
      expect((await ana.says('/points')).message.text).toBe('You have 0 points.')
    })

    test('two owners dismiss each other: one does, and the other is told that he may not', async () => {
      const [a, b] = await sides()
      for (const round of rounds) {
        const ann = await a.world.member(`ann${round}`, 'owner', { locale: 'en' })
        const bob = await b.world.member(`bob${round}`, 'owner', { locale: 'en' })
        const before = await a.world.database.query("SELECT 1 FROM role WHERE role = 'owner'")
        const texts = await both([
          { world: a.world, who: ann, happening: ann.happening(asked('revoke', `${b.platform}:bob${round}`)) },
          { world: b.world, who: bob, happening: bob.happening(asked('revoke', `${a.platform}:ann${round}`)) },
        ])
        expect(texts.filter((text) => text.endsWith('has no role any more.'))).toHaveLength(1)
        expect(
          texts.filter((text) => /^(That is for (?:our team|owners) only|You have no role in the team)/.test(text)),
        ).toHaveLength(1)
        const after = await a.world.database.query("SELECT 1 FROM role WHERE role = 'owner'")
        expect(after).toHaveLength(before.length - 1)
      }
    })

    test('two claim the shop with the same code: one gets it, the other is told that it is used', async () => {
      const [a, b] = await sides()
      const code = await a.world.engine.run(newClaim)
      const ann = a.world.person('ann', { locale: 'en' })
      const bob = b.world.person('bob', { locale: 'en' })
      const texts = await both([
        { world: a.world, who: ann, happening: ann.happening(asked('claim', code)) },
        { world: b.world, who: bob, happening: bob.happening(asked('claim', code)) },
      ])
      expect(texts.map((text) => text.split('.')[0]).sort()).toEqual(['That code is not valid any more', 'Welcome'])
      expect(await a.world.database.query("SELECT 1 FROM role WHERE role = 'owner'")).toHaveLength(1)
    })
  })
}
