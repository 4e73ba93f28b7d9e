import type { Param } from '../database/database.ts'
import type { Unit } from '../engine/unit.ts'
import type { FollowUpRule, Program } from '../program/program.ts'
import { timesOf, windowOf } from './rules/times.ts'
import { insertFollowUps, lastLook } from './store.ts'

/** Something that a rule follows up. `key` orders those of one rule, together with `since`. */
export type Subject = { rule: string; key: string; subject: string; customerId: string; ownerId: string; since: Date }

/** Where a look goes on: after the one with that time and key, in that rule of the program. */
export type Cursor = { nth: number; since: Date; key: string }

type Row = Omit<Subject, 'rule' | 'subject'>
type Source = { sql: string; params: Param[]; subject(row: Row): string }

/** What has come up for that rule since the last look and is not known yet, in order. */
export async function subjectsOf(
  unit: Unit,
  program: Program,
  rule: FollowUpRule,
  cursor: Cursor | undefined,
  most: number,
): Promise<Subject[]> {
  const { from, to } = windowOf(rule, (await lastLook(unit, rule.id)) ?? unit.now, unit.now, program.timeZone)
  const { sql, params, subject } = sourceOf(rule, unit, cursor ? [cursor.since, cursor.key] : [from, last], to)
  const rows = await unit.sql.query<Row>(`${sql} LIMIT ?`, ...params, most)
  return rows.map((row) => ({ ...row, rule: rule.id, subject: subject(row) }))
}

/** Comes after any id. */
const last = '~'

function sourceOf(rule: FollowUpRule, unit: Unit, [from, key]: [Date, string], to: Date): Source {
  const unknown = (subject: string, owner: string) =>
    `NOT EXISTS (SELECT 1 FROM follow_up f WHERE f.rule = ? AND f.subject = ${subject} AND f."ownerId" = ${owner})`
  switch (rule.after) {
    case 'purchase': {
      const [conditions, params] = purchaseConditions(rule, unit)
      return {
        sql: `SELECT p.id AS key, p.at AS since, p."customerId", p."ownerId" FROM purchase p
          WHERE (p.at, p.id) > (?, ?) AND p.at <= ? AND (p.refunded < p.amount OR p.amount = 0)
            AND ${[...conditions, unknown(`'p:' || p.id`, 'p."ownerId"')].join(' AND ')} ORDER BY p.at, p.id`,
        params: [from, key, to, ...params, rule.id],
        subject: (row) => `p:${row.key}`,
      }
    }
    case 'silence':
      return {
        sql: `SELECT p.id AS key, p.at AS since, p."customerId", p."ownerId" FROM purchase p
          WHERE (p.at, p.id) > (?, ?) AND p.at <= ? AND NOT EXISTS (SELECT 1 FROM purchase n
            WHERE n."customerId" = p."customerId" AND (n.at > p.at OR (n.at = p.at AND n.id > p.id)))
            AND ${unknown(`'p:' || p.id`, 'p."ownerId"')} ORDER BY p.at, p.id`,
        params: [from, key, to, rule.id],
        subject: (row) => `p:${row.key}`,
      }
    case 'complaint':
      return {
        sql: `SELECT CAST(c.id AS text) AS key, c.ended AS since, c."customerId", c."ownerId" FROM complaint c
          WHERE c.id IN (SELECT m."complaintId" FROM complaint_mark m WHERE m.kind = 'settled' AND m.at >= ? AND m.at <= ?)
            AND c.state = 'resolved' AND c.ended >= ? AND (c.ended > ? OR CAST(c.id AS text) > ?) AND c.ended <= ?
            AND ${unknown(`'c:' || c.id`, 'c."ownerId"')} ORDER BY c.ended, CAST(c.id AS text)`,
        params: [from, to, from, from, key, to, rule.id],
        subject: (row) => `c:${row.key}`,
      }
    case 'expiry':
      return {
        sql: `SELECT l."customerId" AS key, l.expires AS since, l."customerId", l."customerId" AS "ownerId" FROM lot l
          WHERE (l.expires, l."customerId") > (?, ?) AND l.expires > ? AND l.expires <= ? AND l.remaining > 0
            AND NOT EXISTS (SELECT 1 FROM follow_up f WHERE f."customerId" = l."customerId" AND f.rule = ? AND f.since = l.expires)
          GROUP BY l.expires, l."customerId" ORDER BY l.expires, l."customerId"`,
        params: [from, key, unit.now, to, rule.id],
        subject: (row) => `e:${row.since.getTime()}`,
      }
    default:
      return rule.after satisfies never
  }
}

function purchaseConditions(rule: FollowUpRule, { dialect }: Unit): [string[], Param[]] {
  const conditions: string[] = []
  const params: Param[] = []
  if (rule.amount > 0) {
    conditions.push('p.amount >= ?')
    params.push(rule.amount)
  }
  if (rule.first)
    conditions.push(
      `NOT EXISTS (SELECT 1 FROM purchase e WHERE e."customerId" = p."customerId" AND (e.at < p.at OR (e.at = p.at AND e.id < p.id)))`,
    )
  const wanted = rule.sku ?? rule.prefix
  if (wanted !== null) {
    const lines =
      dialect === 'sqlite' ? 'json_each(p.items) AS line' : 'jsonb_array_elements(p.items::jsonb) AS line (value)'
    const [test, ...more] =
      rule.sku === null ? ["substr(line.value ->> 'sku', 1, ?) = ?", [...wanted].length] : ["line.value ->> 'sku' = ?"]
    conditions.push(`p.items IS NOT NULL AND EXISTS (SELECT 1 FROM ${lines} WHERE ${test})`)
    params.push(...more, wanted)
  }
  return [conditions, params]
}

/** Writes down what rules follow up, each once. What would be too late is stale from the beginning. */
export async function plan(unit: Unit, program: Program, subjects: readonly Subject[]): Promise<void> {
  const rules = new Map(program.followUps.map((rule) => [rule.id, rule]))
  await insertFollowUps(
    unit,
    subjects.flatMap(({ rule: id, key: _, ...rest }) => {
      const rule = rules.get(id)
      if (!rule) return []
      const times = timesOf(rule, rest.since, program.timeZone)
      const isLate = times.until < unit.now
      return [{ ...rest, rule: id, ...times, state: isLate ? 'stale' : 'waiting', ended: isLate ? unit.now : null }]
    }),
  )
}
