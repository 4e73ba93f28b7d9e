import { v7 as newId } from 'uuid'
import { expect, test } from 'vitest'
import { countEffect } from '../../src/campaigns/effect/count.ts'
import { treatedIn } from '../../src/campaigns/effect/rules/tally.ts'
import type { Database } from '../../src/database/database.ts'
import { table } from '../../src/database/table.ts'
import type { Run } from '../../src/engine/making.ts'
import { Unit } from '../../src/engine/unit.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { eachDatabase } from '../databases.ts'

const recipients = table('campaign_recipient', {
  id: 'id',
  campaignId: 'integer',
  round: 'integer',
  customerId: 'text',
  ownerId: 'text',
  platform: 'text',
  arm: 'text',
  state: 'text',
  due: 'timestamp',
  turn: 'timestamp?',
  sent: 'timestamp?',
  answer: 'integer?',
  forgotten: 'timestamp?',
})
const purchases = table('purchase', {
  id: 'text',
  source: 'text',
  reference: 'text',
  customerId: 'text',
  ownerId: 'text',
  amount: 'bigint',
  currency: 'text',
  at: 'timestamp',
  points: 'integer',
  balance: 'integer',
  refunded: 'bigint',
  digest: 'text',
  created: 'timestamp',
})
const adjustments = table('adjustment', {
  reference: 'text',
  customerId: 'text',
  ownerId: 'text',
  points: 'integer',
  balance: 'integer',
  digest: 'text',
  created: 'timestamp',
})

const hour = 3_600_000
const day = 24 * hour
const start = Date.UTC(2026, 2, 2, 12)
const at = (ms: number) => new Date(start + ms)

type Recipient = {
  round?: number
  customer: string
  /** Where it is another than the customer. */
  owner?: string
  arm: 'a' | 'b' | 'holdout'
  state?: string
  platform?: string
  turn?: number
  sent?: number
  answer?: number
  forgotten?: boolean
}
type Sale = { customer: string; at: number; amount?: number; refunded?: number }

async function fill(database: Database, list: readonly Recipient[], sales: readonly Sale[], campaign = 7) {
  await database.transaction(async (sql) => {
    await sql.insert(
      recipients,
      list.map(
        ({ round = 1, customer, owner = customer, arm, state, platform = 'telegram', turn = 0, sent, ...more }) => ({
          campaignId: campaign,
          round,
          customerId: customer,
          ownerId: owner,
          platform,
          arm,
          state: state ?? (arm === 'holdout' ? 'held' : 'sent'),
          due: at(turn),
          turn: at(turn),
          sent: state === undefined && arm !== 'holdout' ? at(sent ?? turn) : null,
          answer: more.answer ?? null,
          forgotten: more.forgotten ? at(day) : null,
        }),
      ),
    )
    await sql.insert(
      purchases,
      sales.map(({ customer, at: when, amount = 1_000, refunded = 0 }) => {
        const id = newId()
        return {
          ...{ id, source: 'till', reference: id, customerId: customer, ownerId: customer, amount, refunded },
          ...{ currency: 'EUR', at: at(when), points: 0, balance: 0, digest: id, created: at(when) },
        }
      }),
    )
  })
}

const runOn =
  (database: Database): Run =>
  (job) =>
    database.transaction(async (sql) => job(new Unit(sql, database.dialect, at(30 * day))))

const effect = (database: Database, options: { rounds?: number[]; page?: number; points?: number } = {}) => {
  const { rounds = [1], page, points = 0 } = options
  return countEffect(runOn(database), defaultProgram, { id: 7, points }, rounds, page)
}

eachDatabase((fresh) => {
  test('everybody in the audience counts by his arm, whether he got it or not', async () => {
    const database = await fresh.open()
    await fill(
      database,
      [
        { customer: 'ann', arm: 'a' },
        { customer: 'bob', arm: 'a', state: 'skipped' },
        { customer: 'cid', arm: 'a', state: 'failed' },
        { customer: 'dan', arm: 'b', answer: 2 },
        { customer: 'eve', arm: 'holdout' },
        { customer: 'fay', arm: 'holdout', state: 'skipped' },
        { customer: 'gus', arm: 'a', state: 'unknown' },
        { customer: 'hal', arm: 'a', state: 'queued' },
      ],
      [
        { customer: 'ann', at: day, amount: 500 },
        { customer: 'ann', at: 2 * day, amount: 700, refunded: 200 },
        { customer: 'bob', at: 3 * day },
        { customer: 'eve', at: day, amount: 900 },
        { customer: 'eve', at: 2 * day, amount: 900, refunded: 900 },
        { customer: 'zoe', at: day },
      ],
    )
    const { tally } = await effect(database)
    expect(tally.a).toMatchObject({ meant: 5, sent: 1, failed: 1, unknown: 1, skipped: 1, waiting: 1, buyers: 2 })
    expect(tally.a?.orders).toEqual({ n: 5, sum: 3, squares: 5 })
    expect(tally.a?.money).toEqual({ n: 5, sum: 2_000, squares: 2_000_000 })
    expect(tally.b).toMatchObject({ meant: 1, sent: 1, answers: [0, 1, 0], orders: { n: 1, sum: 0, squares: 0 } })
    expect(tally.holdout).toMatchObject({ meant: 2, sent: 0, skipped: 1, orders: { n: 2, sum: 1, squares: 1 } })
    expect(treatedIn(tally)?.orders).toEqual({ n: 6, sum: 3, squares: 5 })
  })

  test('the time of those held out begins when the messages of their group left', async () => {
    const database = await fresh.open()
    await fill(
      database,
      [
        { customer: 'ann', arm: 'a', sent: 2 * day },
        { customer: 'bob', arm: 'a', sent: 4 * day },
        { customer: 'cid', arm: 'a', state: 'skipped' },
        { customer: 'eve', arm: 'holdout' },
        { customer: 'fay', arm: 'holdout', platform: 'slack' },
        { customer: 'gus', arm: 'holdout', turn: hour },
      ],
      // The first time begins on the third day; where nothing left, when it would have been the turn.
      ['ann', 'cid', 'eve', 'fay', 'gus'].flatMap((customer) => [
        { customer, at: 3 * day - 1 },
        { customer, at: 3 * day },
        { customer, at: 17 * day - 1 },
        { customer, at: 17 * day },
      ]),
    )
    const { tally, latest } = await effect(database)
    expect(tally.a?.orders).toEqual({ n: 3, sum: 4, squares: 8 })
    // Eve buys two in her time; Fay and Gus, whose time began at once, the two of the third day.
    expect(tally.holdout?.orders).toEqual({ n: 3, sum: 6, squares: 12 })
    expect(latest).toEqual(at(3 * day))
  })

  test('two who turned out to be one person count once, and who was forgotten not at all', async () => {
    const database = await fresh.open()
    await fill(
      database,
      [
        { customer: 'ann', arm: 'a' },
        { customer: 'ann', owner: 'anna', arm: 'holdout' },
        // Both are part of somebody who was not in the audience.
        { customer: 'bob', owner: 'rob', arm: 'holdout' },
        { customer: 'bob', owner: 'bert', arm: 'a' },
        { customer: 'cid', arm: 'a', forgotten: true },
        { customer: 'eve', arm: 'holdout', forgotten: true },
      ],
      ['ann', 'bob', 'cid', 'eve'].map((customer) => ({ customer, at: day })),
    )
    const { tally } = await effect(database)
    expect(tally.a).toMatchObject({ meant: 3, sent: 3, forgotten: 1, orders: { n: 2, sum: 2, squares: 2 } })
    expect(tally.holdout).toMatchObject({ meant: 3, forgotten: 1, orders: { n: 0, sum: 0, squares: 0 } })
  })

  test('a purchase in the time of two rounds counts once, and a person in both is one', async () => {
    const database = await fresh.open()
    await fill(
      database,
      [
        { customer: 'ann', arm: 'a' },
        { customer: 'ann', arm: 'a', round: 2, turn: 7 * day },
        { customer: 'bob', arm: 'a', round: 2, turn: 7 * day },
      ],
      [day, 8 * day, 20 * day, 30 * day].map((when) => ({ customer: 'ann', at: when })),
    )
    expect((await effect(database)).tally.a?.orders).toEqual({ n: 1, sum: 2, squares: 4 })
    expect((await effect(database, { rounds: [2] })).tally.a?.orders).toEqual({ n: 2, sum: 2, squares: 4 })
    const both = await effect(database, { rounds: [1, 2] })
    expect(both.tally.a).toMatchObject({ meant: 3, buyers: 1, orders: { n: 2, sum: 3, squares: 9 } })
  })

  test('points that were given with it come from the ledger, not from what was planned', async () => {
    const database = await fresh.open()
    await fill(
      database,
      [
        { customer: 'ann', arm: 'a' },
        { customer: 'bob', arm: 'a' },
      ],
      [],
    )
    const [row] = await database.query<{ id: number }>(`SELECT id FROM campaign_recipient WHERE "ownerId" = 'ann'`)
    const given = { points: 50, balance: 50, digest: '', created: at(0), customerId: 'ann', ownerId: 'ann' }
    await database.insert(adjustments, [
      { reference: `campaign 7 ${row?.id}`, ...given },
      { reference: `campaign 70 ${row?.id}`, ...given },
    ])
    expect((await effect(database, { points: 50 })).tally.a).toMatchObject({ sent: 2, points: 50 })
  })

  test('it comes to the same in pieces of any size', async () => {
    const database = await fresh.open()
    const people = Array.from({ length: 60 }, (_, nth) => `customer-${String(nth).padStart(2, '0')}`)
    const arms = ['a', 'b', 'holdout', 'a', 'a'] as const
    await fill(
      database,
      [1, 2].flatMap((round) =>
        people
          .filter((_, nth) => nth % (round + 2) > 0)
          .map(
            (customer, nth): Recipient => ({
              ...{ customer, round, turn: round * day, arm: arms[people.indexOf(customer) % 5] ?? 'a' },
              ...(nth % 7 === 0 && { state: 'skipped' }),
            }),
          ),
      ),
      people.flatMap((customer, nth) =>
        Array.from({ length: nth % 4 }, (_, sale) => ({
          customer,
          at: (sale * 6 + (nth % 5)) * day,
          amount: 100 + nth,
        })),
      ),
    )
    for (const rounds of [[1], [2], [1, 2]]) {
      const whole = await effect(database, { rounds, page: 1_000 })
      expect(whole.tally.a?.orders.sum).toBeGreaterThan(20)
      for (const page of [1, 7, 40]) expect(await effect(database, { rounds, page })).toEqual(whole)
    }
  })
})
