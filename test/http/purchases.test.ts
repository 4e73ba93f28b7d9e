import { describe, expect, test } from 'vitest'
import { text } from '../../src/language/text.ts'
import { defaultEarning } from '../../src/program/program.ts'
import { readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { problem, Shop } from './shop.ts'

const sum = (numbers: unknown[]) => numbers.reduce<number>((total, it) => total + Number(it), 0)

eachDatabase((fresh) => {
  describe('a sale', () => {
    test('earns points, once: the same again gets the very same answer', async () => {
      const shop = await Shop.open(fresh)
      const first = await shop.sell('R-1', '25.90')
      expect(first.status).toBe(201)
      expect(first.body).toEqual({
        ...{ id: 'R-1', source: 'api', amount: '25.90', currency: 'EUR', points: 25, balance: 25 },
        customer: expect.stringMatching(/^customer:[0-9a-f-]{36}$/),
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      })
      expect((await shop.sell('R-2', '10.00')).body.balance).toBe(35)
      const before = await shop.rows()
      const again = await shop.sell('R-1', '25.90')
      expect(again.status).toBe(200)
      expect(again.text).toBe(first.text)
      // The same amount and the same customer, said in another way.
      expect((await shop.sell('R-1', '25.9', String(first.body.customer))).text).toBe(first.text)
      expect(await shop.rows()).toEqual(before)
      expect(before).toMatchObject({ customer: 1, purchase: 2, entry: 2, lot: 2, delivery: 0 })
      expect(await shop.balance()).toBe(35)
    })

    test('of the same id with another content is refused and leaves nothing behind', async () => {
      const shop = await Shop.open(fresh)
      await shop.sell('R-1', '25.90', 'telegram:1001', { at: '2026-01-31T18:30:00+01:00' })
      const before = await shop.rows()
      const others = [
        shop.sell('R-1', '25.91', 'telegram:1001', { at: '2026-01-31T18:30:00+01:00' }),
        shop.sell('R-1', '25.90', 'telegram:1002', { at: '2026-01-31T18:30:00+01:00' }),
        shop.sell('R-1', '25.90', 'telegram:1001', { at: '2026-01-31T18:30:01+01:00' }),
        shop.sell('R-1', '25.90', 'telegram:1001'),
      ]
      for (const answer of await Promise.all(others)) expect(answer).toMatchObject(problem(409, 'different-content'))
      expect(await shop.rows()).toEqual(before)
      // Another till numbers its receipts by itself.
      expect((await shop.sell('R-1', '25.91', 'telegram:1001', { source: 'till-2' })).status).toBe(201)
    })

    test('sent 50 times at once takes effect once', async () => {
      const shop = await Shop.open(fresh)
      const answers = await Promise.all(Array.from({ length: 50 }, () => shop.sell('R-1', '25.90')))
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(49)
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
      expect(await shop.rows()).toMatchObject({ customer: 1, identity: 1, purchase: 1, entry: 1, lot: 1, audit: 2 })
    })

    test('of two contents at once, one wins and all of the other are told so', async () => {
      const shop = await Shop.open(fresh)
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, nth) =>
          shop.sell('R-1', nth % 2 ? '10.00' : '20.00', `telegram:${1 + (nth % 2)}`),
        ),
      )
      const won = answers.find(({ status }) => status === 201)
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(24)
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(25)
      for (const { status, text } of answers) if (status === 200) expect(text).toBe(won?.text)
      expect(await shop.rows()).toMatchObject({ customer: 1, identity: 1, purchase: 1, entry: 1 })
    })

    test('of many customers at once adds up for each of them', async () => {
      const shop = await Shop.open(fresh)
      const answers = await Promise.all(
        Array.from({ length: 300 }, (_, nth) => shop.sell(`R-${nth}`, '2.50', `telegram:${1 + (nth % 7)}`)),
      )
      expect(answers.every(({ status }) => status === 201)).toBe(true)
      const balances = await Promise.all(Array.from({ length: 7 }, (_, nth) => shop.balance(`telegram:${1 + nth}`)))
      expect(sum(balances)).toBe(600)
      expect(Math.max(...answers.map(({ body }) => Number(body.balance)))).toBe(86)
      expect(await shop.rows()).toMatchObject({ customer: 7, purchase: 300, entry: 300, lot: 300 })
    })

    test('names its customer by platform, card or id; only people on a platform are made', async () => {
      const shop = await Shop.open(fresh)
      const { body } = await shop.sell('R-1', '5.00')
      const { card } = (await shop.get('/customers/telegram:1001')).body
      expect((await shop.sell('R-2', '5.00', `card:${card}`)).body.balance).toBe(10)
      expect(
        (await shop.sell('R-3', '5.00', `card:${String(card).replaceAll('-', '').toLowerCase()}`)).body.balance,
      ).toBe(15)
      expect((await shop.sell('R-4', '5.00', String(body.customer))).body.balance).toBe(20)
      const before = await shop.rows()
      for (const unknown of ['card:222-222-222', 'card:nonsense', 'customer:nobody'])
        expect(await shop.sell('R-5', '5.00', unknown)).toMatchObject(problem(404, 'unknown-customer'))
      expect(await shop.rows()).toEqual(before)
    })

    test('with lines earns by them, and its lines are part of what it says', async () => {
      const items = [
        { sku: 'bean-1', name: 'Beans', quantity: 2, amount: '20.00' },
        { sku: 'cup', name: 'Tasse à café 杯', quantity: 0.5, amount: '-5.00' },
      ]
      const earning = [{ ...defaultEarning, items: [{ prefix: 'bean', times: '2', extra: 0 }] }]
      const shop = await Shop.open(fresh, { program: { earning } })
      expect((await shop.sell('R-1', '20.00', 'telegram:1', { items })).body.points).toBe(40)
      expect((await shop.sell('R-1', '20.00', 'telegram:1', { items })).status).toBe(200)
      const [first, ...rest] = items
      expect((await shop.sell('R-1', '20.00', 'telegram:1', { items: [...rest, first] })).status).toBe(409)
    })

    test('is told to a customer who writes to us, and not to one who asked for silence', async () => {
      const shop = await Shop.open(fresh)
      const ana = shop.world.person('ana', { name: 'Ana', locale: 'en' })
      await ana.says('/start')
      const told = ana.hears()
      await shop.sell('R-1', '25.90', 'fake:ana')
      const heard = await told
      expect(readable(heard.message)).toMatch(/^\+25 points.*25 in all/)
      await ana.presses(heard, text('en', 'notices.off'))
      await shop.sell('R-2', '5.00', 'fake:ana')
      expect(readable((await ana.says('/points')).message)).toMatch(/^You have 30 points/)
    })

    test('is written into the trail with the key that sent it', async () => {
      const shop = await Shop.open(fresh)
      const { body } = await shop.sell('R-1', '25.90')
      await shop.post('/purchases/R-1/refunds', { id: 'B-1', amount: '5.00' })
      await shop.post('/adjustments', { id: 'A-1', customer: 'telegram:1001', points: 7, reason: 'Goodwill' })
      const rows = await shop.world.database.query(
        `SELECT actor, act, subject FROM audit WHERE actor LIKE 'key:%' ORDER BY id`,
      )
      expect(rows).toEqual(
        ['purchase', 'refund', 'adjust'].map((act) => ({ actor: 'key:settings', act, subject: body.customer })),
      )
    })

    test('may be of any time from 2000 until a day ahead, and of the currency of the shop', async () => {
      const now = new Date('2026-06-01T12:00:00Z')
      const shop = await Shop.open(fresh, { now: () => now })
      expect((await shop.sell('R-1', '1.00', 'telegram:1', { at: '2026-06-02T12:00:00Z' })).status).toBe(201)
      expect((await shop.sell('R-2', '1.00', 'telegram:1', { at: '2000-01-01T00:00:00Z' })).status).toBe(201)
      const before = await shop.rows()
      const late = await shop.sell('R-3', '1.00', 'telegram:2', { at: '2026-06-02T12:00:01Z' })
      expect(late).toMatchObject(
        problem(400, 'invalid-request', { errors: [expect.objectContaining({ pointer: '#/at' })] }),
      )
      const early = await shop.sell('R-3', '1.00', 'telegram:2', { at: '1999-12-31T23:59:59Z' })
      expect(early).toMatchObject(
        problem(400, 'invalid-request', { errors: [expect.objectContaining({ pointer: '#/at' })] }),
      )
      expect(await shop.sell('R-3', '1.00', 'telegram:2', { currency: 'USD' })).toMatchObject(
        problem(422, 'other-currency'),
      )
      const finer = await shop.sell('R-3', '1.001', 'telegram:2')
      expect(finer).toMatchObject(
        problem(400, 'invalid-request', { errors: [expect.objectContaining({ code: 'too-many-decimals' })] }),
      )
      expect(await shop.sell('R-3', '99999999999.99', 'telegram:2')).toMatchObject(problem(422, 'out-of-bounds'))
      expect(await shop.rows()).toEqual(before)
      expect((await shop.sell('R-4', '1.00', 'telegram:1', { currency: 'EUR' })).status).toBe(201)
    })
  })

  describe('a refund', () => {
    const refund = (shop: Shop, id: string, amount: string, purchase = 'R-1', more: object = {}) =>
      shop.post(`/purchases/${encodeURIComponent(purchase)}/refunds`, { id, amount, ...more })

    test('takes back what its part had earned, once', async () => {
      const shop = await Shop.open(fresh)
      await shop.sell('R-1', '25.90')
      const first = await refund(shop, 'B-1', '5.90')
      expect(first).toMatchObject({
        status: 201,
        body: { id: 'B-1', source: 'api', purchase: 'R-1', amount: '5.90', currency: 'EUR', points: -6, balance: 19 },
      })
      const second = await refund(shop, 'B-2', '20.00')
      expect(second.body).toMatchObject({ points: -19, balance: 0 })
      const before = await shop.rows()
      const again = await refund(shop, 'B-1', '5.90')
      expect([again.status, again.text]).toEqual([200, first.text])
      expect(await refund(shop, 'B-1', '5.91')).toMatchObject(problem(409, 'different-content'))
      expect(await refund(shop, 'B-3', '0.01')).toMatchObject(problem(422, 'over-refund', { left: '0.00' }))
      expect(await refund(shop, 'B-3', '0.00')).toMatchObject(problem(400, 'invalid-request'))
      expect(await refund(shop, 'B-3', '1.00', 'R-2')).toMatchObject(problem(404, 'unknown-purchase'))
      expect(await refund(shop, 'B-3', '1.00', 'R-1', { source: 'till-2' })).toMatchObject(
        problem(404, 'unknown-purchase'),
      )
      expect(await shop.rows()).toEqual(before)
      expect(await shop.balance()).toBe(0)
    })

    test('finds purchases by ids of any letters', async () => {
      const shop = await Shop.open(fresh)
      const id = 'Kasse 1/2026 #7 é杯'
      await shop.sell(id, '10.00')
      expect((await refund(shop, 'B-1', '10.00', id)).body).toMatchObject({ purchase: id, points: -10 })
    })

    test('in parts at once never gives back more than was paid', async () => {
      const shop = await Shop.open(fresh)
      await shop.sell('R-1', '25.90')
      const answers = await Promise.all(Array.from({ length: 40 }, (_, nth) => refund(shop, `B-${nth}`, '1.00')))
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(25)
      for (const answer of answers.filter(({ status }) => status !== 201))
        expect(answer).toMatchObject(problem(422, 'over-refund', { left: '0.90' }))
      expect((await refund(shop, 'rest', '0.90')).status).toBe(201)
      expect(await shop.balance()).toBe(0)
      expect(await shop.rows()).toMatchObject({ refund: 26 })
    })

    test('sent 50 times at once takes effect once', async () => {
      const shop = await Shop.open(fresh)
      await shop.sell('R-1', '25.90')
      const answers = await Promise.all(Array.from({ length: 50 }, () => refund(shop, 'B-1', '10.00')))
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(49)
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
      expect(await shop.balance()).toBe(15)
    })

    test('mixed with sales, corrections and readings at once leaves a ledger that adds up', async () => {
      const shop = await Shop.open(fresh)
      await Promise.all(
        Array.from({ length: 20 }, (_, nth) => shop.sell(`R-${nth}`, '10.00', `telegram:${1 + (nth % 4)}`)),
      )
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, nth) => {
          const customer = `telegram:${1 + (Math.floor(nth / 4) % 4)}`
          if (nth % 4 === 0) return refund(shop, `B-${nth}`, '0.50', `R-${nth % 20}`)
          if (nth % 4 === 1) return shop.sell(`S-${nth}`, '3.00', customer)
          if (nth % 4 === 2) return shop.post('/adjustments', { id: `A-${nth}`, customer, points: -2, reason: 'Spent' })
          return shop.get(`/customers/${customer}`)
        }),
      )
      expect(answers.filter(({ status }) => status >= 300)).toEqual([])
      const { database } = shop.world
      const [sums] = await database.query<{ lots: number; entries: number; balances: number }>(
        `SELECT (SELECT sum(remaining) FROM lot) AS lots, (SELECT sum(points) FROM entry) AS entries,
           (SELECT sum(balance) FROM account) AS balances`,
      )
      const balances = await Promise.all([1, 2, 3, 4].map((nth) => shop.balance(`telegram:${nth}`)))
      expect(sums?.lots).toBe(sum(balances))
      expect(sums).toEqual({ lots: sums?.lots, entries: sums?.lots, balances: sums?.lots })
    })
  })
})
