import { describe, expect, test } from 'vitest'
import { defaultEarning } from '../../src/program/program.ts'
import { eachDatabase } from '../databases.ts'
import { problem, Shop } from './shop.ts'

eachDatabase((fresh) => {
  const adjust = (shop: Shop, id: string, points: number, more: object = {}) =>
    shop.post('/adjustments', { id, customer: 'telegram:1001', points, reason: 'Goodwill', ...more })

  describe('a correction', () => {
    test('gives and takes points, once, with its reason and the key as its author', async () => {
      const shop = await Shop.open(fresh)
      const first = await adjust(shop, 'A-1', 100)
      expect(first.status).toBe(201)
      expect(first.body).toEqual({
        ...{ id: 'A-1', points: 100, balance: 100 },
        customer: expect.stringMatching(/^customer:/),
        at: expect.stringMatching(/Z$/),
      })
      expect((await adjust(shop, 'A-2', -30)).body.balance).toBe(70)
      const before = await shop.rows()
      const again = await adjust(shop, 'A-1', 100)
      expect([again.status, again.text]).toEqual([200, first.text])
      expect(await adjust(shop, 'A-1', 101)).toMatchObject(problem(409, 'different-content'))
      expect(await adjust(shop, 'A-1', 100, { reason: 'Other' })).toMatchObject(problem(409, 'different-content'))
      expect(await adjust(shop, 'A-1', 100, { customer: 'telegram:2' })).toMatchObject(
        problem(409, 'different-content'),
      )
      expect(await shop.rows()).toEqual(before)
      const { body } = await shop.get('/customers/telegram:1001/entries')
      expect(body.entries).toMatchObject([
        { kind: 'adjust', points: -30, reason: 'Goodwill', author: 'key:settings', purchase: null },
        { kind: 'adjust', points: 100, reason: 'Goodwill', author: 'key:settings', purchase: null },
      ])
    })

    test('that takes more than there is says what there is, leaves nothing, and may be sent again later', async () => {
      const shop = await Shop.open(fresh)
      await adjust(shop, 'A-1', 10)
      const before = await shop.rows()
      expect(await adjust(shop, 'A-2', -11)).toMatchObject(problem(422, 'not-enough-points', { available: 10 }))
      expect(await adjust(shop, 'A-2', -1, { customer: 'telegram:2' })).toMatchObject(
        problem(422, 'not-enough-points', { available: 0 }),
      )
      expect(await adjust(shop, 'A-2', -1, { customer: 'customer:x' })).toMatchObject(problem(404, 'unknown-customer'))
      expect(await adjust(shop, 'A-3', 1_000_000_000)).toMatchObject(problem(422, 'out-of-bounds'))
      expect(await shop.rows()).toEqual(before)
      await adjust(shop, 'A-4', 1)
      expect((await adjust(shop, 'A-2', -11)).body.balance).toBe(0)
    })

    test('of many that race each other none leads below zero', async () => {
      const shop = await Shop.open(fresh)
      await adjust(shop, 'A-0', 100)
      const answers = await Promise.all(Array.from({ length: 50 }, (_, nth) => adjust(shop, `T-${nth}`, -7)))
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(14)
      for (const answer of answers.filter(({ status }) => status !== 201))
        expect(answer).toMatchObject(problem(422, 'not-enough-points', { available: 2 }))
      expect(await shop.balance()).toBe(2)
      expect(await shop.rows()).toMatchObject({ adjustment: 15 })
    })

    test('sent 50 times at once takes effect once', async () => {
      const shop = await Shop.open(fresh)
      const answers = await Promise.all(Array.from({ length: 50 }, () => adjust(shop, 'A-1', 5)))
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
      expect(new Set(answers.map(({ text }) => text)).size).toBe(1)
      expect(await shop.balance()).toBe(5)
    })

    test('gives points that expire like those of a purchase of today', async () => {
      const shop = await Shop.open(fresh, { now: () => new Date('2026-06-01T12:00:00Z') })
      await adjust(shop, 'A-1', 5)
      expect((await shop.get('/customers/telegram:1001')).body).toMatchObject({
        usable: 5,
        expiring: { points: 5, at: '2028-06-01T23:59:59.999Z' },
      })
    })
  })

  describe('the lines of the ledger', () => {
    test('come newest first, page by page, each once, even while new ones come in', async () => {
      const shop = await Shop.open(fresh)
      for (let nth = 1; nth <= 7; nth += 1) await shop.sell(`R-${nth}`, `${nth}.00`)
      const seen: unknown[] = []
      let next: unknown = ''
      for (let page = 0; next !== null; page += 1) {
        const { body, status } = await shop.get(`/customers/telegram:1001/entries?limit=3${next && `&before=${next}`}`)
        expect(status).toBe(200)
        for (const entry of body.entries as { points: number }[]) seen.push(entry.points)
        next = body.next
        await shop.sell(`late-${page}`, '100.00')
      }
      expect(seen).toEqual([7, 6, 5, 4, 3, 2, 1])
    })

    test('name the purchase as the shop does, and add up to the balance', async () => {
      const shop = await Shop.open(fresh)
      await shop.sell('R-1', '25.90', 'telegram:1001', { source: 'till-1' })
      await adjust(shop, 'A-1', -20)
      await shop.post('/purchases/R-1/refunds', { id: 'B-1', source: 'till-1', amount: '25.90' })
      await shop.sell('R-2', '30.00')
      const { body } = await shop.get('/customers/telegram:1001/entries')
      const entries = body.entries as { points: number; kind: string; purchase: unknown }[]
      expect(entries.find(({ kind }) => kind === 'earn')?.purchase).toEqual({ source: 'api', id: 'R-2' })
      expect(entries.find(({ kind }) => kind === 'refund')?.purchase).toEqual({ source: 'till-1', id: 'R-1' })
      expect(entries.reduce((sum, { points }) => sum + points, 0)).toBe(await shop.balance())
      expect(body.next).toBeNull()
    })

    test('are asked for with bounds', async () => {
      const shop = await Shop.open(fresh)
      await shop.sell('R-1', '1.00')
      const ask = (query: string) => shop.get(`/customers/telegram:1001/entries?${query}`)
      for (const query of ['limit=0', 'limit=201', 'limit=x', 'limit=1&limit=2', 'before=x', 'page=2', 'limit=-1'])
        expect(await ask(query)).toMatchObject(problem(400, 'invalid-request'))
      expect((await ask('limit=200')).status).toBe(200)
      expect(await shop.get('/customers/telegram:9/entries')).toMatchObject(problem(404, 'unknown-customer'))
    })
  })

  describe('a customer', () => {
    test('is shown with everything that is known, and never made by being looked for', async () => {
      const now = new Date('2026-06-01T12:00:00Z')
      const hold = { count: 14, unit: 'days' } as const
      const earning = [{ ...defaultEarning, hold, expiry: { count: 1, unit: 'years' } as const }]
      const shop = await Shop.open(fresh, { now: () => now, program: { earning } })
      const ana = shop.world.person('ana', { name: 'Ana', locale: 'zh' })
      await ana.says('/start')
      await shop.sell('R-1', '40.00', 'fake:ana')
      await adjust(shop, 'A-1', 2, { customer: 'fake:ana' })
      const { status, body } = await shop.get('/customers/fake:ana')
      expect(status).toBe(200)
      expect(body).toEqual({
        customer: expect.stringMatching(/^customer:/),
        name: 'Ana',
        locale: 'zh',
        card: expect.stringMatching(/^[2-9A-Z]{3}-[2-9A-Z]{3}-[2-9A-Z]{3}$/),
        role: 'customer',
        notices: true,
        consent: null,
        stopped: null,
        created: expect.any(String),
        ...{ birthday: null, class: null, tags: [], fields: {} },
        identities: [{ ref: 'fake:ana', name: 'Ana', seen: expect.any(String), reachable: true }],
        balance: 42,
        usable: 2,
        pending: { points: 40, nextAt: '2026-06-15T12:00:00.000Z', nextPoints: 40 },
        expiring: { points: 42, at: '2027-06-01T23:59:59.999Z' },
        debt: 0,
      })
      expect((await shop.get(`/customers/card:${body.card}`)).text).toBe(JSON.stringify(body))
      expect((await shop.get(`/customers/${body.customer}`)).text).toBe(JSON.stringify(body))
      const before = await shop.rows()
      for (const ref of ['telegram:77', 'fake:nobody', 'card:222-222-222', 'customer:nobody'])
        expect(await shop.get(`/customers/${ref}`)).toMatchObject(problem(404, 'unknown-customer'))
      for (const ref of [
        'nobody',
        'telegram:',
        'telegram:x',
        'icq:1',
        'telegram:-5',
        '%20',
        'card:',
        `fake:${'x'.repeat(500)}`,
      ])
        expect(await shop.get(`/customers/${ref}`)).toMatchObject(problem(400, 'invalid-request'))
      expect(await shop.rows()).toEqual(before)
    })

    test('in debt is shown so', async () => {
      const shop = await Shop.open(fresh)
      await shop.sell('R-1', '25.00')
      await adjust(shop, 'A-1', -20)
      expect((await shop.post('/purchases/R-1/refunds', { id: 'B-1', amount: '25.00' })).body).toMatchObject({
        points: -25,
        balance: 0,
      })
      expect((await shop.get('/customers/telegram:1001')).body).toMatchObject({ balance: 0, debt: 20, expiring: null })
    })
  })
})
