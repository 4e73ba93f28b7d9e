import { type AudienceProblem, audienceCondition, prepareWords, type SqlCondition } from '../audiences/exports.ts'
import type { Unit } from '../engine/unit.ts'
import type { Program } from '../program/program.ts'

/**
 * Whom those words mean as of `now`, as a condition on `customer AS c`; or why they cannot be read. `each`: it is asked of few of all
 * customers, one by one.
 */
export async function audienceOf(
  unit: Unit,
  { timeZone, currency }: Pick<Program, 'timeZone' | 'currency'>,
  words: string,
  { now = unit.now, each = false }: { now?: Date; each?: boolean } = {},
): Promise<{ condition: SqlCondition } | { problem: AudienceProblem }> {
  const prepared = await prepareWords(unit, words)
  if ('problem' in prepared) return prepared
  return { condition: audienceCondition(prepared.audience, { dialect: unit.dialect, now, timeZone, currency, each }) }
}
