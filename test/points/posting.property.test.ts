import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { postToLedger } from '../../src/points/posting.ts'
import { type Account, type Post, post } from '../../src/points/rules.ts'
import { World } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'

const customers = ['ana', 'bo', 'cy'] as const
type Customer = (typeof customers)[number]
const day = 24 * 3600_000

/** What somebody does to an account; `which` names one of its purchases so far. */
type Deed =
  | { kind: 'earn'; points: number; late: number; days: number | null }
  | { kind: 'spend' | 'adjust'; points: number; debtPolicy?: 'zero' | 'negative' | undefined }
  | { kind: 'refund'; which: number; points: number; debtPolicy: 'zero' | 'negative' }
  | { kind: 'expire' }

/** Deeds that come at the same moment, after so many days. */
type Step = { days: number; deeds: { customer: Customer; deed: Deed }[] }

const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('earn' as const),
      points: fc.integer({ min: 0, max: 30 }),
      late: fc.constantFrom(0, 0, 3, 20),
      days: fc.constantFrom(2, 5, 10, null),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('spend' as const, 'adjust' as const),
      points: fc.integer({ min: 1, max: 25 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('adjust' as const),
      points: fc.integer({ min: -25, max: -1 }),
      debtPolicy: fc.constantFrom(undefined, 'zero' as const, 'negative' as const),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('refund' as const),
      which: fc.nat(5),
      points: fc.integer({ min: 0, max: 30 }),
      debtPolicy: fc.constantFrom('zero' as const, 'negative' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'expire' as const }) },
)
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({
    days: fc.constantFrom(0, 1, 3, 6),
    deeds: fc.array(fc.record({ customer: fc.constantFrom(...customers), deed }), { minLength: 1, maxLength: 6 }),
  }),
  { minLength: 1, maxLength: 10 },
)

eachDatabase((fresh) => {
  describe('what is posted with only a part of an account in memory', () => {
    test('comes to the same as with all of it', async () => {
      let now = new Date('2026-01-01T12:00:00Z')
      let round = 0
      const world = await World.open(fresh, { now: () => now, start: false })
      const { engine, database } = world
      await fc.assert(
        fc.asyncProperty(steps, async (steps) => {
          round += 1
          const ids = new Map(customers.map((name) => [name, `${name} ${round}`]))
          await database.transaction(async (sql) => {
            for (const id of ids.values())
              await sql.execute(
                `INSERT INTO customer (id, locale, card, notices, created) VALUES (?, 'en', ?, ?, ?)`,
                id,
                id,
                true,
                now,
              )
          })
          const model = new Map<Customer, Account>(
            customers.map((name) => [name, { customer: name, lots: [], debt: 0 }]),
          )
          const purchases = new Map<Customer, string[]>(customers.map((name) => [name, []]))
          let [nth, lots] = [0, 0]
          const nextLot = () => {
            lots += 1
            return lots
          }
          for (const step of steps) {
            now = new Date(now.getTime() + step.days * day)
            const posts = step.deeds.map(({ customer, deed }) => {
              nth += 1
              return { customer, post: postOf(deed, purchases.get(customer) ?? [], now, `p${round}-${nth}`) }
            })
            const outcomes = await engine.run((unit) =>
              Promise.all(
                posts.map((it) => unit.act(postToLedger, { customerId: ids.get(it.customer) ?? '', post: it.post })),
              ),
            )
            posts.forEach(({ customer, post: it }, index) => {
              const account = model.get(customer)
              const outcome = outcomes[index]
              if (!account || !outcome) throw new Error('nothing to compare')
              const expected = post(account, it, { lot: String(nextLot()).padStart(6, '0') })
              if ('refused' in expected) {
                expect(outcome).toMatchObject({ refused: expected.refused })
                return
              }
              model.set(customer, expected.account)
              expect(outcome).toMatchObject({ balance: sumOf(expected.account) })
              expect('entries' in outcome && outcome.entries.map(({ kind, points }) => [kind, points])).toEqual(
                expected.entries.map(({ kind, points }) => [kind, points]),
              )
            })
          }
          for (const name of customers) {
            const account = model.get(name)
            const [row] = await database.query<{ balance: number; debt: number; lots: number; entries: number }>(
              `SELECT coalesce((SELECT balance FROM account WHERE "customerId" = given.id), 0) AS balance,
                 coalesce((SELECT debt FROM account WHERE "customerId" = given.id), 0) AS debt,
                 coalesce((SELECT sum(remaining) FROM lot WHERE "customerId" = given.id), 0) AS lots,
                 coalesce((SELECT sum(points) FROM entry WHERE "customerId" = given.id), 0) AS entries
               FROM (SELECT id FROM customer WHERE id = ?) AS given`,
              ids.get(name) ?? '',
            )
            const balance = account ? sumOf(account) : 0
            expect(row).toEqual({ balance, debt: account?.debt, lots: balance, entries: balance })
          }
        }),
        { numRuns: 60 },
      )
    }, 60_000)
  })
})

function postOf(deed: Deed, purchases: string[], at: Date, id: string): Post {
  switch (deed.kind) {
    case 'earn': {
      const earnedAt = new Date(at.getTime() - deed.late * day)
      const expiresAt = deed.days === null ? null : new Date(earnedAt.getTime() + deed.days * day)
      purchases.push(id)
      return { kind: 'earn', at, points: deed.points, purchase: id, earnedAt, usableAt: earnedAt, expiresAt }
    }
    case 'spend':
      return { kind: 'spend', at, points: deed.points }
    case 'adjust':
      return {
        kind: 'adjust',
        at,
        points: deed.points,
        reason: 'x',
        author: 'y',
        expiresAt: new Date(at.getTime() + 4 * day),
        ...(deed.debtPolicy && { debtPolicy: deed.debtPolicy }),
      }
    case 'refund':
      return {
        kind: 'refund',
        at,
        points: deed.points,
        purchase: purchases[deed.which] ?? 'none',
        debtPolicy: deed.debtPolicy,
      }
    case 'expire':
      return { kind: 'expire', at }
  }
}

function sumOf(account: Account): number {
  return account.lots.reduce((sum, lot) => sum + lot.remaining, 0)
}
