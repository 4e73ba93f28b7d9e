import type { Param } from '../../database/database.ts'
import type { Run } from '../../engine/making.ts'
import type { Unit } from '../../engine/unit.ts'
import type { Program } from '../../program/program.ts'
import type { Campaign } from '../rules/campaign.ts'
import { type Arm, type ArmTally, addTallies, type Tally } from './rules/tally.ts'

/** How many recipients of a round are looked at in one transaction: nobody waits long for it to end. */
export const usualPage = 10_000

const dayMs = 86_400_000

/** What a round, or several, brought so far. `latest`: when the turn of the last of them came, or is to come. */
export type Counted = { tally: Tally; latest: Date | null }

/** For how long after his turn what somebody buys is counted, in milliseconds. */
export const windowMs = ({ campaigns: { window } }: Pick<Program, 'campaigns'>): number =>
  window.count * (window.unit === 'weeks' ? 7 : 1) * dayMs

/**
 * Counts those rounds of a campaign, piece by piece. Everybody in the audience as it was written down counts by his arm, whether he got
 * it or not. `page`: of how many recipients a piece is.
 */
export async function countEffect(
  run: Run,
  program: Pick<Program, 'campaigns'>,
  campaign: Pick<Campaign, 'id' | 'points'>,
  rounds: readonly number[],
  page = usualPage,
): Promise<Counted> {
  let counted: Counted = { tally: {}, latest: null }
  for (let after: string | null = ''; after !== null; ) {
    const from: string = after
    const { piece, upTo } = await run(async (unit) => {
      const upTo = await endOfPage(unit, campaign.id, rounds, from, page)
      return { piece: await countPiece(unit, program, campaign, rounds, { after: from, upTo }), upTo }
    })
    counted = { tally: addTallies(counted.tally, piece.tally), latest: later(counted.latest, piece.latest) }
    after = upTo
  }
  return counted
}

const later = (one: Date | null, other: Date | null) => (one && other && one > other ? one : (other ?? one))

/** The customer with whom a piece ends, the one of all rounds that comes first; null when the rest is one piece. */
export async function endOfPage(
  unit: Unit,
  campaign: number,
  rounds: readonly number[],
  after: string,
  page: number,
): Promise<string | null> {
  let first: string | null = null
  for (const round of rounds) {
    const [row] = await unit.sql.query<{ ownerId: string }>(
      `SELECT "ownerId" FROM campaign_recipient WHERE "campaignId" = ? AND round = ? AND "ownerId" > ?
       ORDER BY "ownerId" LIMIT 1 OFFSET ?`,
      campaign,
      round,
      after,
      page - 1,
    )
    if (row && (first === null || row.ownerId < first)) first = row.ownerId
  }
  return first
}

type Row = {
  arm: Arm
  meant: number
  sent: number
  failed: number
  unknown: number
  skipped: number
  waiting: number
  forgotten: number
  answer1: number
  answer2: number
  answer3: number
  people: number
  points: number
  latest: Date | null
  buyers: number
  orders: number
  squaredOrders: number
  money: number
  squaredMoney: number
}

type Piece = { after: string; upTo: string | null }

async function countPiece(
  unit: Unit,
  program: Pick<Program, 'campaigns'>,
  campaign: Pick<Campaign, 'id' | 'points'>,
  rounds: readonly number[],
  piece: Piece,
): Promise<Counted> {
  const mine = recipientsOf(campaign, rounds, piece)
  const count = (condition: string) => `sum(CASE WHEN ${condition} THEN 1 ELSE 0 END)`
  const rows = await unit.sql.query<Row>(
    `WITH ${mine.sql}, ${boughtBy(unit, program, rounds.length > 1)},
     people AS (
       SELECT arm, count(*) AS meant, ${['sent', 'failed', 'unknown', 'skipped'].map((state) => `${count(`state = '${state}'`)} AS "${state}"`).join(', ')},
         ${count(`state IN ('waiting', 'queued')`)} AS waiting, ${count('forgotten IS NOT NULL')} AS forgotten,
         ${[1, 2, 3].map((nth) => `${count(`answer = ${nth}`)} AS answer${nth}`).join(', ')},
         ${rounds.length > 1 ? `count(DISTINCT CASE WHEN counts THEN "ownerId" END)` : count('counts')} AS people,
         sum(points) AS points
       FROM mine GROUP BY arm),
     bought AS (
       SELECT arm, count(*) AS buyers, sum(orders) AS orders, sum(orders * orders) AS "squaredOrders", sum(money) AS money,
         sum(money * money) AS "squaredMoney" FROM buyer GROUP BY arm)
     SELECT p.arm, p.meant, p.sent, p.failed, p."unknown", p.skipped, p.waiting, p.forgotten, p.answer1, p.answer2, p.answer3,
       p.people, p.points, (SELECT max(since) FROM moment) AS "latest::time", coalesce(b.buyers, 0) AS buyers, coalesce(b.orders, 0) AS orders,
       coalesce(b."squaredOrders", 0) AS "squaredOrders", coalesce(b.money, 0) AS money, coalesce(b."squaredMoney", 0) AS "squaredMoney"
     FROM people p LEFT JOIN bought b ON b.arm = p.arm`,
    ...mine.params,
  )
  const latest = rows.reduce<Date | null>((last, row) => later(last, row.latest), null)
  return { tally: Object.fromEntries(rows.map((row) => [row.arm, armOf(row)])), latest }
}

function armOf({ people, orders, squaredOrders, money, squaredMoney, ...row }: Row): ArmTally {
  const { meant, sent, failed, unknown, skipped, waiting, forgotten, points, buyers } = row
  return {
    ...{ meant, sent, failed, unknown, skipped, waiting, forgotten, points, buyers },
    answers: [row.answer1, row.answer2, row.answer3],
    orders: { n: people, sum: orders, squares: squaredOrders },
    money: { n: people, sum: money, squares: squaredMoney },
  }
}

/**
 * The recipients of a piece, as `mine`. Of two who turned out to be one person the one counts (`counts`) who is that person now, else the
 * first of them: so each person is in one arm, once.
 */
export function recipientsOf(
  { id, points }: Pick<Campaign, 'id' | 'points'>,
  rounds: readonly number[],
  { after, upTo }: Piece,
): { sql: string; params: Param[] } {
  const twin = (condition: string) =>
    `EXISTS (SELECT 1 FROM campaign_recipient t WHERE t."customerId" = r."customerId" AND t."campaignId" = r."campaignId" AND ${condition})`
  const given = `LEFT JOIN adjustment g ON r.state = 'sent' AND g.reference = 'campaign ' || r."campaignId" || ' ' || r.id`
  return {
    sql: `mine AS MATERIALIZED (
      SELECT r.id, r."ownerId", r."customerId", r.round, r.arm, r.platform, coalesce(r.turn, r.due) AS turn, r.state, r.why, r.sent, r.answer,
        r.forgotten, r.forgotten IS NULL AND (r."ownerId" = r."customerId"
          OR NOT ${twin(`(t."ownerId" = r."customerId" OR t."ownerId" < r."ownerId")`)}) AS counts,
        ${points > 0 ? 'coalesce(g.points, 0)' : '0'} AS points
      FROM campaign_recipient r ${points > 0 ? given : ''}
      WHERE r."campaignId" = ? AND ${roundsIn(rounds)} AND r."ownerId" > ? ${upTo === null ? '' : 'AND r."ownerId" <= ?'})`,
    params: [id, after, ...(upTo === null ? [] : [upTo])],
  }
}

/** Written out, for SQLite finds the rows of a list that it has to read first only half as fast. */
const roundsIn = (rounds: readonly number[]) =>
  rounds.length === 1 ? `r.round = ${Number(rounds[0])}` : `r.round IN (${rounds.map(Number).join(', ')})`

/**
 * What each of `mine` who bought anything bought, as `buyer`. Those whose turn came at the same moment on the same platform make a
 * group: when the messages to its people left, on average, its time begins, and for those held out with it. Where several rounds are
 * counted together (`severally`), what falls into the time of two of them counts once.
 */
export function boughtBy(unit: Unit, program: Pick<Program, 'campaigns'>, severally: boolean): string {
  const isLite = unit.dialect === 'sqlite'
  const window = windowMs(program)
  const average = isLite
    ? 'CAST(avg(sent) AS integer)'
    : `to_timestamp(avg(extract(epoch FROM sent))) AT TIME ZONE 'UTC'`
  const until = isLite ? `s.since + ${window}` : `s.since + interval '${window} milliseconds'`
  const net = 'CAST(p.amount - p.refunded AS double precision)'
  // SQLite takes CROSS JOIN for the order as well: it must not go through all purchases that there ever were.
  const from = `span s ${isLite ? 'CROSS JOIN' : 'JOIN'} purchase p ON p."customerId" = s."customerId" AND p.at >= s.since AND p.at < ${until} AND p.refunded < p.amount`
  const each = severally
    ? `(SELECT DISTINCT s."ownerId", s.arm, p.id, ${net} AS net FROM ${from}) AS bought_once`
    : `(SELECT s."ownerId", s.arm, ${net} AS net FROM ${from}) AS bought_once`
  return `moment AS MATERIALIZED (
      SELECT round, platform, turn, coalesce(${average}, turn) AS since FROM mine GROUP BY round, platform, turn),
    span AS (
      SELECT mine."ownerId", mine."customerId", mine.arm, moment.since FROM mine
      JOIN moment ON moment.round = mine.round AND moment.platform = mine.platform AND moment.turn = mine.turn WHERE mine.counts),
    buyer AS (SELECT "ownerId", arm, count(*) AS orders, sum(net) AS money FROM ${each} GROUP BY "ownerId", arm)`
}
