import type { SqlCondition } from '../audiences/exports.ts'
import type { Unit } from '../engine/unit.ts'
import type { Program } from '../program/program.ts'
import { type Exclusion, exclusionOf, nowsIn } from './eligible.ts'

/** How many are in an audience, how many of them would get a campaign now, and why the others would not. */
export type Size = { audience: number; people: number; without: Partial<Record<Exclusion, number>> }

export async function sizeOf(unit: Unit, program: Program, { sql, params }: SqlCondition): Promise<Size> {
  const why = exclusionOf(program)
  const rows = await unit.sql.query<{ why: Exclusion | null; n: number }>(
    `SELECT why, count(*) AS n FROM (SELECT ${why} AS why FROM customer AS c WHERE ${sql}) AS each_one GROUP BY why`,
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
