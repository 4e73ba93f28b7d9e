import type { SqlCondition } from '../audiences/exports.ts'
import { shareIn } from '../database/share.ts'
import type { Unit } from '../engine/unit.ts'
import type { Program } from '../program/program.ts'
import { type Exclusion, exclusionOf, nowsIn } from './eligible.ts'
import { lotsOf, shareBelow } from './rules/arms.ts'
import type { Campaign } from './rules/campaign.ts'

/** Why somebody in the audience would not get it; `holdout`: to see what it brings. */
type Without = Exclusion | 'holdout'

/** How many are in an audience, how many of them would get a campaign now, and why the others would not. */
export type Size = { audience: number; people: number; without: Partial<Record<Without, number>> }

export async function sizeOf(
  unit: Unit,
  program: Program,
  { sql, params }: SqlCondition,
  { id, holdout }: Pick<Campaign, 'id' | 'holdout'>,
): Promise<Size> {
  const why = exclusionOf(program)
  const isHeld =
    holdout === 0 ? 'FALSE' : `${shareIn(unit.dialect, `'${lotsOf(id).holdout}' || id`)} < ${shareBelow(holdout)}`
  const rows = await unit.sql.query<{ why: Without | null; n: number }>(
    `SELECT why, count(*) AS n FROM (SELECT CASE WHEN why IS NULL AND ${isHeld} THEN 'holdout' ELSE why END AS why
       FROM (SELECT c.id, ${why} AS why FROM customer AS c WHERE ${sql}) AS found) AS each_one GROUP BY why`,
    ...nowsIn(why, unit.now),
    ...params,
  )
  const without: Size['without'] = {}
  let people = 0
  for (const { why, n } of rows) {
    if (why === null) people = n
    else without[why] = n
  }
  return { audience: rows.reduce((sum, { n }) => sum + n, 0), people, without }
}

/** Those of them who would get a campaign now. */
export function gettingIt(program: Program, { sql, params }: SqlCondition, now: Date): SqlCondition {
  const why = exclusionOf(program)
  return { sql: `(${sql}) AND (${why}) IS NULL`, params: [...params, ...nowsIn(why, now)] }
}

/** Nobody yet. */
export const noSize: Size = { audience: 0, people: 0, without: {} }

/** Two parts of one audience together. */
export function addSizes(one: Size, other: Size): Size {
  const without = { ...one.without }
  for (const [why, n] of Object.entries(other.without) as [Without, number][]) without[why] = (without[why] ?? 0) + n
  return { audience: one.audience + other.audience, people: one.people + other.people, without }
}
