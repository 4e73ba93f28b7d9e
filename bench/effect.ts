/**
 * Works out what a campaign to very many customers brought, beside the same question as one statement by hand, in a process of its
 * own; writes the times, the longest that anybody else has to wait for the database, and the most memory that it had, as JSON.
 */
import { join } from 'node:path'
import { countEffect } from '../src/campaigns/effect/count.ts'
import type { Database } from '../src/database/database.ts'
import { openDatabase } from '../src/database/open.ts'
import type { Run } from '../src/engine/making.ts'
import { Unit } from '../src/engine/unit.ts'
import { makeLog } from '../src/log.ts'
import { defaultProgram } from '../src/program/program.ts'
import { median } from './figures.ts'
import { residentMegabytes } from './resident.ts'
import { scratch } from './scratch.ts'

/** In milliseconds, but for `orders`, in which both have to agree, and megabytes. */
export type Effected = { ours: number; byHand: number; longest: number; orders: number; before: number; peak: number }

const dayMs = 86_400_000
const start = Date.parse('2026-03-02T12:00Z')
const window = 14 * dayMs

/** One in ten is held out; each buys once in the half year around it, at another time. */
async function furnish(database: Database, count: number): Promise<void> {
  const numbers = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`
  const id = `printf('c%07d', i)`
  for (const sql of [
    `INSERT INTO campaign_recipient ("campaignId", round, "customerId", "ownerId", platform, arm, state, due, turn, sent) ${numbers}
     SELECT 1, 1, ${id}, ${id}, 'telegram', CASE WHEN i % 10 = 0 THEN 'holdout' ELSE 'a' END, CASE WHEN i % 10 = 0 THEN 'held' ELSE 'sent' END,
       ${start}, ${start}, CASE WHEN i % 10 > 0 THEN ${start} END FROM n`,
    `INSERT INTO purchase (id, source, reference, "customerId", "ownerId", amount, currency, at, points, balance, digest, created) ${numbers}
     SELECT printf('p%07d', i), 'bench', i, ${id}, ${id}, 500 + (i * 104729) % 9000, 'EUR', ${start} + ((i * 7919) % 180 - 90) * ${dayMs}, 8, 8, '', 0 FROM n`,
    'ANALYZE',
  ])
    await database.execute(sql)
}

/** As somebody would write it who knows the tables, that nobody is one with another, and that all left at once. */
const byHand = `SELECT r.arm, count(*) AS people, sum(b.orders) AS orders, sum(b.orders * b.orders) AS squares, sum(b.money) AS money,
    sum(b.money * b.money) AS "moneySquares"
  FROM campaign_recipient r LEFT JOIN (
    SELECT m."ownerId", count(*) AS orders, sum(p.amount - p.refunded) AS money FROM campaign_recipient m
    JOIN purchase p ON p."customerId" = m."customerId" AND p.at >= m.turn AND p.at < m.turn + ${window} AND p.refunded < p.amount
    WHERE m."campaignId" = 1 AND m.round = 1 GROUP BY m."ownerId") b ON b."ownerId" = r."ownerId"
  WHERE r."campaignId" = 1 AND r.round = 1 GROUP BY r.arm`

async function main(count: number, rounds: number): Promise<Effected> {
  const database = await openDatabase(`file:${join(scratch(), 'regulars.db')}`, { log: makeLog('silent') })
  await furnish(database, count)
  let longest = 0
  const run: Run = async (job) => {
    const began = performance.now()
    const done = await database.transaction((sql) => job(new Unit(sql, 'sqlite', new Date(start + 30 * dayMs))))
    longest = Math.max(longest, performance.now() - began)
    return done
  }
  const before = residentMegabytes(process.pid)
  let peak = before
  const ours: number[] = []
  const theirs: number[] = []
  const orders = new Set<number>()
  for (let round = 0; round < rounds; round += 1) {
    const first = performance.now()
    const { tally } = await countEffect(run, defaultProgram, { id: 1, points: 0 }, [1])
    ours.push(performance.now() - first)
    peak = Math.max(peak, residentMegabytes(process.pid))
    orders.add(tally.a?.orders.sum ?? 0)
    const second = performance.now()
    const rows = await database.query<{ arm: string; orders: number }>(byHand)
    theirs.push(performance.now() - second)
    orders.add(rows.find(({ arm }) => arm === 'a')?.orders ?? 0)
  }
  await database.close()
  if (orders.size !== 1) throw new Error(`the two do not agree: ${[...orders].join(', ')}`)
  return { ours: median(ours), byHand: median(theirs), longest, orders: [...orders][0] ?? 0, before, peak }
}

const [count = '1000', rounds = '1'] = process.argv.slice(2)
process.stdout.write(JSON.stringify(await main(Number(count), Number(rounds))))
