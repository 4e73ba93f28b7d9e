/**
 * Counts and freezes several audiences among very many customers, each beside the same question written by hand, in a
 * process of its own; writes the times and the most memory that it had, as JSON.
 */
import { join } from 'node:path'
import { audienceCondition, countAudience, prepareWords } from '../src/audiences/exports.ts'
import type { Database, Param } from '../src/database/database.ts'
import { openDatabase } from '../src/database/open.ts'
import { Unit } from '../src/engine/unit.ts'
import { makeLog } from '../src/log.ts'
import { defaultProgram } from '../src/program/program.ts'
import { median } from './figures.ts'
import { residentMegabytes } from './resident.ts'
import { scratch } from './scratch.ts'
import { type Waited, waitWhile } from './waiting.ts'

/** Milliseconds, ours and by hand; how many there are; resident megabytes before and at most. */
export type Crowded = {
  audiences: { words: string; size: number; count: number; countByHand: number; freeze: number; freezeByHand: number }[]
  waited: Waited[]
  before: number
  peak: number
}

const dayMs = 86_400_000
const now = new Date('2026-03-02T12:00Z')
const midnight = Date.parse('2026-03-02T00:00Z')
const plain = `c."partOf" IS NULL AND c.id NOT IN (SELECT "customerId" FROM role)`

/** As somebody would write it who knows the tables, and what is in them. */
const byHand: readonly [words: string, condition: string, params: Param[]][] = [
  ['everyone', '1 = 1', []],
  [
    'not bought in 60 days',
    'NOT EXISTS (SELECT 1 FROM purchase p WHERE p."customerId" = c.id AND p.at >= ? AND (p.refunded < p.amount OR p.amount = 0))',
    [midnight - 60 * dayMs],
  ],
  [
    'spent > 50 in 90 days',
    `c.id IN (SELECT p."customerId" FROM purchase p WHERE p.at >= ? AND p.currency = 'EUR' GROUP BY p."customerId" HAVING sum(p.amount - p.refunded) > 5000)`,
    [midnight - 90 * dayMs],
  ],
  [
    'points > 50 and not complaint open',
    `c.id IN (SELECT a."customerId" FROM account a WHERE a.balance - coalesce((SELECT sum(l.remaining) FROM lot l
       WHERE l."customerId" = a."customerId" AND l.remaining <> 0 AND l.remaining > 0 AND l.expires <= ?), 0) > 50)
     AND c.id NOT IN (SELECT o."customerId" FROM complaint o WHERE o.ended IS NULL)`,
    [now.getTime()],
  ],
  [
    'points expiring in 30 days > 20',
    `c.id IN (SELECT l."customerId" FROM lot l WHERE l.remaining > 0 AND l.expires > ? AND l.expires < ? GROUP BY l."customerId" HAVING sum(l.remaining) > 20)`,
    [now.getTime(), midnight + 31 * dayMs],
  ],
  [
    'tag vip and (birthday in 7 days or not platform telegram)',
    `c.id IN (SELECT t."customerId" FROM customer_tag t WHERE t.tag = 'vip') AND (c.birthday BETWEEN '03-02' AND '03-09'
       OR c.id NOT IN (SELECT i."customerId" FROM identity i WHERE i.platform = 'telegram'))`,
    [],
  ],
]

async function furnish(database: Database, count: number): Promise<void> {
  const numbers = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`
  const id = `printf('c%07d', i)`
  // Multiplied by a prime, so that neighbours differ.
  const spread = (range: number, prime: number) => `((i * ${prime}) % ${range})`
  const ago = (days: number, prime: number) => `${now.getTime()} - ${spread(days, prime)} * ${dayMs}`
  for (const sql of [
    `INSERT INTO customer (id, name, locale, card, created, birthday) ${numbers}
     SELECT ${id}, printf('Name %d', i), 'en', i, ${ago(700, 7919)}, printf('%02d-%02d', 1 + ${spread(12, 31)}, 1 + ${spread(28, 37)}) FROM n`,
    `INSERT INTO identity (platform, person, "customerId", "ownerId", created, seen) ${numbers}
     SELECT CASE WHEN i % 3 = 0 THEN 'slack' ELSE 'telegram' END, i, ${id}, ${id}, ${now.getTime()}, ${now.getTime()} FROM n`,
    `INSERT INTO purchase (id, source, reference, "customerId", "ownerId", amount, currency, at, points, balance, digest, created)
     ${numbers} SELECT printf('p%07d', i), 'bench', i, printf('c%07d', 1 + ${spread(count, 7)} * 3 / 4), 'o', 500 + ${spread(9_000, 104_729)}, 'EUR',
       ${ago(365, 15_485_863)}, 8, 8, '', 0 FROM n`,
    `INSERT INTO account ("customerId", balance, debt) ${numbers} SELECT ${id}, ${spread(120, 6_007)}, 0 FROM n`,
    `INSERT INTO lot (id, "customerId", "ownerId", points, remaining, earned, usable, expires) ${numbers}
     SELECT printf('l%07d', i), ${id}, ${id}, 120, ${spread(120, 6_007)}, 0, 0, ${now.getTime()} + ${spread(700, 3_571)} * ${dayMs} FROM n WHERE ${spread(120, 6_007)} > 0`,
    `INSERT INTO customer_tag ("ownerId", "customerId", tag, created) ${numbers} SELECT ${id}, ${id}, 'vip', 0 FROM n WHERE i % 10 = 0`,
    `INSERT INTO complaint ("customerId", "ownerId", origin, platform, category, text, state, priority, created, due) ${numbers}
     SELECT ${id}, ${id}, i, 'web', 'order', '', 'new', 'low', 0, 0 FROM n WHERE i % 500 = 0`,
    `INSERT INTO campaign (id, name, audience, state, message, schedule, "createdBy", created) VALUES (1, 'bench', '', 'draft', '', '', '', 0)`,
  ])
    await database.execute(sql)
}

/** As campaigns write their recipients down, in one statement that nothing is kept of. */
async function freeze(database: Database, condition: string, params: readonly Param[]): Promise<void> {
  const undo = new Error('undone')
  const kept = database.transaction(async (sql) => {
    await sql.execute(
      `INSERT INTO campaign_recipient ("campaignId", round, "customerId", "ownerId", platform, arm, state, due)
       SELECT 1, 1, c.id, c.id, 'telegram', 'a', 'waiting', 0 FROM customer AS c WHERE ${condition}`,
      ...params,
    )
    throw undo
  })
  await kept.catch((error) => {
    if (error !== undo) throw error
  })
}

/** Both in turn, so that what else the machine does slows both: the middle time of each. */
async function paired(
  rounds: number,
  ours: () => Promise<unknown>,
  byHand: () => Promise<unknown>,
): Promise<[number, number]> {
  const found: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds; round += 1)
    for (const [nth, work] of [ours, byHand].entries()) {
      const started = performance.now()
      await work()
      found[nth]?.push(performance.now() - started)
    }
  return [median(found[0]), median(found[1])]
}

async function measure(count: number, rounds: number): Promise<Crowded> {
  const database = await openDatabase(`file:${join(scratch(), 'crowd.db')}`, { log: makeLog('silent') })
  try {
    await furnish(database, count)
    const { timeZone, currency } = defaultProgram
    const unit = new Unit(database, database.dialect, now)
    const audiences: Crowded['audiences'] = []
    globalThis.gc?.()
    const before = residentMegabytes(process.pid)
    let peak = before
    for (const [words, hand, handParams] of byHand) {
      const prepared = await prepareWords(unit, words)
      if ('problem' in prepared) throw new Error(`${words}: ${prepared.problem.kind}`)
      const ours = audienceCondition(prepared.audience, { dialect: 'sqlite', now, timeZone, currency })
      const other = { sql: `${plain} AND ${hand}`, params: handParams }
      const [size, sizeByHand] = [
        await countAudience({ sql: database }, ours),
        await countAudience({ sql: database }, other),
      ]
      if (size !== sizeByHand) throw new Error(`${words}: ${size}, by hand ${sizeByHand}`)
      const [count, countByHand] = await paired(
        rounds,
        () => countAudience({ sql: database }, ours),
        () => countAudience({ sql: database }, other),
      )
      const [frozen, frozenByHand] = await paired(
        rounds,
        () => freeze(database, ours.sql, ours.params),
        () => freeze(database, other.sql, other.params),
      )
      audiences.push({ words, size, count, countByHand, freeze: frozen, freezeByHand: frozenByHand })
      peak = Math.max(peak, residentMegabytes(process.pid))
    }
    const waited: Waited[] = []
    for (const [words] of byHand) waited.push(await waitWhile(database, words, now))
    return { audiences, waited, before, peak }
  } finally {
    await database.close()
  }
}

process.stdout.write(JSON.stringify(await measure(Number(process.argv[2]), Number(process.argv[3]))))
