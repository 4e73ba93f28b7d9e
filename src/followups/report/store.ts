import type { Unit } from '../../engine/unit.ts'
import type { Days } from '../../reports/period.ts'

/** How the questions of one rule went. `again`: how many bought something within 30 days of being asked or called. */
export type RuleFigures = {
  rule: string
  asked: number
  well: number
  notquite: number
  call: number
  called: number
  stale: number
  skipped: number
  suggestions: number
  again: number
}

const monthMs = 30 * 86_400_000

/** Rule by rule, the most asked first: what was asked in those days, and what came of it until now. */
export function figuresOf(unit: Unit, { from, to }: Days): Promise<RuleFigures[]> {
  const monthLater = unit.dialect === 'sqlite' ? `f.asked + ${monthMs}` : "f.asked + interval '30 days'"
  const count = (condition: string) => `sum(CASE WHEN ${condition} THEN 1 ELSE 0 END)`
  return unit.sql.query<RuleFigures>(
    `WITH counted AS (
       SELECT f.rule, f.state, f.answer, f.suggestion IS NOT NULL AS suggests,
         EXISTS (SELECT 1 FROM purchase p WHERE p."customerId" = f."customerId" AND p.at > f.asked AND p.at <= ${monthLater}) AS again
       FROM follow_up f WHERE f.asked >= ? AND f.asked < ?
       UNION ALL
       SELECT f.rule, f.state, NULL, FALSE, FALSE FROM follow_up f
       WHERE f.asked IS NULL AND f.state IN ('stale', 'skipped') AND f.due >= ? AND f.due < ?
     )
     SELECT rule, ${count(`state IN ('asked', 'answered')`)} AS asked, ${count(`answer = 'well'`)} AS well,
       ${count(`answer = 'notquite'`)} AS notquite, ${count(`answer = 'call'`)} AS call, ${count(`state = 'called'`)} AS called,
       ${count(`state = 'stale'`)} AS stale, ${count(`state = 'skipped'`)} AS skipped, ${count('suggests')} AS suggestions,
       ${count('again')} AS again
     FROM counted GROUP BY rule ORDER BY asked DESC, rule`,
    from,
    to,
    from,
    to,
  )
}

/** A suggestion, and which rule brought it. */
export type Suggestion = { rule: string; suggestion: string; suggested: Date; name: string | null }

/** What was suggested in those days, the newest first. */
export function suggestionsOf(unit: Unit, { from, to }: Days, most: number): Promise<Suggestion[]> {
  return unit.sql.query<Suggestion>(
    `SELECT f.rule, f.suggestion, f.suggested, c.name FROM follow_up f JOIN customer c ON c.id = f."customerId"
     WHERE f.suggested >= ? AND f.suggested < ? ORDER BY f.suggested DESC, f.id DESC LIMIT ?`,
    from,
    to,
    most,
  )
}

/** A follow-up as a row of the table. */
export type Row = {
  id: number
  rule: string
  state: string
  why: string | null
  due: Date
  asked: Date | null
  answer: string | null
  answered: Date | null
  suggestion: string | null
}

/** Those that were due in those days, in order, after that one. */
export function rowsOf(unit: Unit, { from, to }: Days, after: number, most: number): Promise<Row[]> {
  return unit.sql.query<Row>(
    `SELECT id, rule, state, why, due, asked, answer, answered, suggestion FROM follow_up
     WHERE id > ? AND ((asked >= ? AND asked < ?) OR (asked IS NULL AND due >= ? AND due < ?)) ORDER BY id LIMIT ?`,
    after,
    from,
    to,
    from,
    to,
    most,
  )
}
