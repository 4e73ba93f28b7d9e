import { describe, expect, test } from 'vitest'
import { openComplaint } from '../../src/complaints/open.ts'
import { defaultProgram } from '../../src/program/program.ts'
import type { Actor } from '../complaints/scene.ts'
import { readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { days, hours, questionsTo, rule, Shop } from './shop.ts'

/** When somebody was asked, by the clock in UTC. */
async function askedAt(shop: Shop): Promise<string[]> {
  const rows = await shop.rows()
  return rows.flatMap(({ asked }) => (asked ? [asked.toISOString().slice(0, 16)] : []))
}

const complain = async (shop: Shop, actor: Actor) => {
  const customerId = await shop.idOf(actor)
  const { complaint } = await shop.scene.engine.run((unit) =>
    openComplaint(unit, defaultProgram, {
      origin: `test ${actor.id}`,
      customerId,
      platform: 'telegram',
      category: 'order',
      purchaseId: null,
      text: 'It is cold',
      files: [],
    }),
  )
  return complaint.id
}

eachDatabase((fresh) => {
  describe('when somebody is asked', () => {
    test.each([
      ['at noon', '2026-03-02T12:00Z', null, '2026-03-05T12:00'],
      ['just before the night', '2026-03-02T19:59Z', null, '2026-03-05T19:59'],
      ['in the evening, it waits for the morning', '2026-03-02T20:00Z', null, '2026-03-06T09:00'],
      ['after midnight, too', '2026-03-02T03:00Z', null, '2026-03-05T09:00'],
      ['by his own clock in Shanghai', '2026-03-02T12:00Z', 'Asia/Shanghai', '2026-03-06T01:00'],
      ['by his own clock in New York', '2026-03-02T12:00Z', 'America/New_York', '2026-03-05T14:00'],
      ['by his own clock in Kathmandu', '2026-03-02T14:30Z', 'Asia/Kathmandu', '2026-03-06T03:15'],
      ['in a zone that there is not, by that of the shop', '2026-03-02T21:00Z', 'Mars/Base', '2026-03-06T09:00'],
      ['the night when clocks go forward', '2026-03-25T22:00Z', 'Europe/Berlin', '2026-03-29T07:00'],
      ['the night when they go back', '2026-10-21T22:00Z', 'Europe/Berlin', '2026-10-25T08:00'],
    ])('bought %s', async (_, at, zone, expected) => {
      const shop = await Shop.open(fresh, { at })
      const ann = await shop.customer('Ann')
      await shop.database.execute('UPDATE customer SET "timeZone" = ?', zone)
      await shop.sells(ann)
      shop.passes(71, 'hours')
      for (let looks = 0; (await askedAt(shop)).length === 0 && looks < 90; looks += 1) {
        shop.passes(15, 'minutes')
        await shop.looks()
        if ((await askedAt(shop)).length === 0) expect(questionsTo(ann)).toEqual([])
      }
      // the look before may have been up to a quarter of an hour early
      const [found = ''] = await askedAt(shop)
      const late = Date.parse(`${found}Z`) - Date.parse(`${expected}Z`)
      expect(late).toBeGreaterThanOrEqual(0)
      expect(late).toBeLessThan(15 * 60_000)
      expect(questionsTo(ann)).toHaveLength(1)
    })

    test('a server that was down over the time asks in the morning, not at midnight', async () => {
      const shop = await Shop.open(fresh)
      const ann = await shop.customer('Ann')
      await shop.sells(ann)
      await shop.looks()
      shop.passes(3 * 24 + 12, 'hours')
      await shop.looks()
      expect(questionsTo(ann)).toEqual([])
      shop.passes(9, 'hours')
      await shop.looks()
      expect(await askedAt(shop)).toEqual(['2026-03-06T09:00'])
    })

    test('a server that was down for longer sends no stale question, and counts it', async () => {
      const shop = await Shop.open(fresh)
      const [ann, bob] = [await shop.customer('Ann'), await shop.customer('Bob')]
      await shop.sells(ann)
      await shop.looks()
      await shop.sells(bob)
      shop.passes(10, 'days')
      await shop.looks()
      await shop.looks()
      expect([...questionsTo(ann), ...questionsTo(bob)]).toEqual([])
      expect((await shop.rows()).map(({ state }) => state)).toEqual(['stale', 'stale'])
    })

    test('what would be stale in the morning is let go in the night', async () => {
      const shop = await Shop.open(fresh, { rules: [rule({ wait: hours(10), within: hours(3) })] })
      const ann = await shop.customer('Ann')
      await shop.sells(ann)
      await shop.goesOn(30, 'hours')
      expect(questionsTo(ann)).toEqual([])
      expect(await shop.rows()).toMatchObject([{ state: 'stale' }])
    })

    test('what did not leave before the night is taken back, and asked in the morning', async () => {
      const shop = await Shop.open(fresh, { at: '2026-03-02T19:30Z', rules: [rule({ wait: hours(24) })] })
      const ann = await shop.customer('Ann')
      await shop.sells(ann)
      shop.passes(24, 'hours')
      const { engine } = shop.scene
      await engine.stop()
      for (const name of ['followups.gather', 'followups.ask']) await engine.clock.sweep(name)
      expect(await shop.rows()).toMatchObject([{ state: 'asked' }])
      shop.passes(6, 'hours')
      const later = await Shop.open(fresh, { database: shop.database, rules: [rule({ wait: hours(24) })] })
      later.clock.now = new Date(shop.clock.now)
      await later.scene.engine.clock.sweep('followups.recall')
      const seen = () => later.scene.on('telegram').shown.filter(({ message }) => message.text.includes('How was it'))
      await later.looks()
      expect(seen()).toEqual([])
      later.passes(8, 'hours')
      await later.looks()
      expect(seen()).toHaveLength(1)
      expect(await askedAt(later)).toEqual(['2026-03-04T09:30'])
    })
  })

  describe('whom', () => {
    test('two rules at once are a day apart, and the later becomes stale when it cannot wait', async () => {
      const rules = [
        rule({ id: 'one' }),
        rule({ id: 'two', wait: { count: 3 * 1440 + 60, unit: 'minutes' } }),
        rule({ id: 'three', within: hours(20) }),
      ]
      const shop = await Shop.open(fresh, { rules })
      const ann = await shop.customer('Ann')
      await shop.sells(ann)
      await shop.goesOn(7, 'days')
      expect(await shop.rows()).toMatchObject([
        { rule: 'one', state: 'asked' },
        { rule: 'two', state: 'asked' },
        { rule: 'three', state: 'stale' },
      ])
      expect(await askedAt(shop)).toEqual(['2026-03-05T12:00', '2026-03-06T12:00'])
    })

    test('never while a complaint is open; then it waits for its end, or becomes stale', async () => {
      const shop = await Shop.open(fresh)
      const [ann, bob] = [await shop.customer('Ann'), await shop.customer('Bob')]
      await shop.sells(ann)
      await shop.sells(bob)
      for (const actor of [ann, bob]) await complain(shop, actor)
      await shop.goesOn(4, 'days', 180)
      expect([...questionsTo(ann), ...questionsTo(bob)]).toEqual([])
      await ann.does({ kind: 'pressed', press: 'complaint.withdraw:1' })
      await shop.goesOn(2, 'days', 180)
      expect(questionsTo(ann)).toHaveLength(1)
      expect(questionsTo(bob)).toEqual([])
      expect(await shop.rows()).toMatchObject([{ state: 'asked' }, { state: 'stale' }])
    })

    test('never after stop, and again once that is undone; start alone does not undo it', async () => {
      const shop = await Shop.open(fresh)
      const [ann, bob] = [await shop.customer('Ann'), await shop.customer('Bob')]
      await ann.says('/stop')
      const stopped = ann.last()
      expect(readable(stopped.message)).toContain('I will write only about what you ask me')
      await ann.says('/start')
      await bob.says('stop messages')
      await bob.presses(bob.finds('I will write only'), 'Hear from us again')
      for (const actor of [ann, bob]) await shop.sells(actor)
      expect(readable(ann.last().message)).toContain('points')
      await shop.goesOn(4, 'days', 360)
      expect(questionsTo(ann)).toEqual([])
      expect(questionsTo(bob)).toHaveLength(1)
      expect(await shop.rows()).toMatchObject([{ state: 'asked' }, { state: 'skipped', why: 'stopped' }])
    })

    test('never somebody who has blocked us everywhere', async () => {
      const shop = await Shop.open(fresh)
      const ann = await shop.customer('Ann')
      await shop.sells(ann)
      await ann.does({ kind: 'left' })
      await shop.goesOn(4, 'days', 360)
      expect(await shop.rows()).toMatchObject([{ state: 'skipped', why: 'unreachable' }])
    })

    test('only who bought that, for so much, or for the first time', async () => {
      const rules = [
        rule({ id: 'sku', sku: 'BEANS', wait: days(1) }),
        rule({ id: 'prefix', prefix: 'CA', wait: days(3) }),
        rule({ id: 'amount', amount: 2000, wait: days(5) }),
        rule({ id: 'first', first: true, wait: days(7) }),
      ]
      const shop = await Shop.open(fresh, { rules })
      const ann = await shop.customer('Ann')
      await shop.sells(ann, { skus: ['BEANS-1KG'], amount: 1999 })
      await shop.sells(ann, { skus: ['TEA', 'BEANS'], amount: 2000 })
      await shop.sells(ann, { skus: ['CAKE'], amount: 100 })
      await shop.sells(ann, { skus: [], amount: 100 })
      await shop.goesOn(10, 'days', 360)
      const asked = await shop.database.query<{ rule: string; reference: string }>(
        `SELECT f.rule, p.reference FROM follow_up f JOIN purchase p ON f.subject = 'p:' || p.id ORDER BY f.rule`,
      )
      expect(asked).toEqual([
        { rule: 'amount', reference: 'sale 2' },
        { rule: 'first', reference: 'sale 1' },
        { rule: 'prefix', reference: 'sale 3' },
        { rule: 'sku', reference: 'sale 2' },
      ])
      expect(questionsTo(ann)).toHaveLength(4)
    })
  })

  describe('after other things', () => {
    test('a settled complaint, once; not when it was opened again', async () => {
      const shop = await Shop.open(fresh, { rules: [rule({ after: 'complaint', wait: days(2) })] })
      const [ann, bob] = [await shop.customer('Ann'), await shop.customer('Bob')]
      const sam = await shop.scene.member('telegram', 'sam', 'staff')
      for (const actor of [ann, bob]) {
        const id = await complain(shop, actor)
        await sam.says(`/resolve C-${1000 + id} fixed`)
      }
      await shop.looks()
      await bob.fills('reopen', { text: 'Still cold' }, '2')
      await shop.goesOn(3, 'days', 360)
      expect(questionsTo(bob)).toEqual([])
      expect(readable(questionsTo(ann)[0]?.message ?? { text: '' })).toBe(
        'Hello Ann.\nWe settled C-1001 with you. Is all well now?\nYour complaint: C-1001',
      )
      expect(await shop.rows()).toMatchObject([{ state: 'asked' }])
    })

    test('what does not stand any more in the morning is let go: money given back, or bought again', async () => {
      const back = await Shop.open(fresh, { rules: [rule({ wait: hours(14) })] })
      const again = await Shop.open(fresh, { rules: [rule({ after: 'silence', wait: hours(14) })] })
      for (const shop of [back, again]) {
        const ann = await shop.customer('Ann')
        await shop.sells(ann)
        shop.passes(14, 'hours')
        await shop.looks()
        expect(await shop.rows()).toMatchObject([{ state: 'waiting' }])
        if (shop === back) await shop.database.execute('UPDATE purchase SET refunded = amount')
        else await shop.sells(ann)
        shop.passes(7, 'hours')
        await shop.looks()
        expect(questionsTo(ann)).toEqual([])
        expect(await shop.rows()).toMatchObject([{ state: 'skipped', why: 'gone' }])
      }
    })

    test('silence: the last purchase counts, and whoever comes meanwhile is not asked', async () => {
      const shop = await Shop.open(fresh, { rules: [rule({ after: 'silence', wait: days(90) })] })
      const [ann, bob] = [await shop.customer('Ann'), await shop.customer('Bob')]
      for (const actor of [ann, bob]) await shop.sells(actor)
      await shop.goesOn(89, 'days', 1440)
      await shop.sells(ann)
      await shop.goesOn(2, 'days', 360)
      expect(questionsTo(ann)).toEqual([])
      expect(readable(questionsTo(bob)[0]?.message ?? { text: '' })).toContain('We have not seen you since Mar 2')
    })

    test('before points expire: how many, and not when they are used up', async () => {
      const shop = await Shop.open(fresh, { rules: [rule({ after: 'expiry', wait: days(14) })] })
      const [ann, bob] = [await shop.customer('Ann'), await shop.customer('Bob')]
      await shop.sells(ann, { amount: 1200 })
      await shop.sells(ann, { amount: 300 })
      await shop.sells(bob)
      shop.clock.now = new Date('2028-02-15T12:00Z')
      await shop.looks()
      expect(questionsTo(ann)).toEqual([])
      await shop.database.execute('UPDATE lot SET remaining = 0 WHERE "customerId" = ?', await shop.idOf(bob))
      await shop.goesOn(3, 'days', 360)
      expect(readable(questionsTo(ann)[0]?.message ?? { text: '' })).toContain(
        '15 of your points can be used until Mar 2',
      )
      expect(questionsTo(ann)).toHaveLength(1)
      expect(questionsTo(bob)).toEqual([])
    })

    test('a rule for a call gives staff the task, and says nothing to the customer', async () => {
      const shop = await Shop.open(fresh, { rules: [rule({ call: true })] })
      const ann = await shop.customer('Ann')
      await shop.sells(ann)
      await shop.goesOn(4, 'days', 360)
      expect(questionsTo(ann)).toEqual([])
      expect(await shop.rows()).toMatchObject([{ state: 'called' }])
      const tasks = await shop.database.query('SELECT kind, "customerId" FROM callback')
      expect(tasks).toEqual([{ kind: 'task', customerId: await shop.idOf(ann) }])
    })

    test('a rule that is gone asks nothing any more', async () => {
      const shop = await Shop.open(fresh)
      const ann = await shop.customer('Ann')
      await shop.sells(ann)
      shop.passes(80, 'hours')
      await shop.looks()
      expect(await shop.rows()).toMatchObject([{ state: 'waiting' }])
      await shop.scene.engine.stop()
      const later = await Shop.open(fresh, { database: shop.database, rules: [], at: '2026-03-06T13:00Z' })
      await later.looks()
      expect(await later.rows()).toMatchObject([{ state: 'skipped', why: 'rule' }])
      expect(questionsTo(ann)).toEqual([])
    })
  })
})
