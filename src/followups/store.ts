import { records } from '../database/records.ts'
import { table } from '../database/table.ts'
import type { Unit } from '../engine/unit.ts'

export type Answer = 'well' | 'notquite' | 'call'
type State = 'waiting' | 'asked' | 'answered' | 'called' | 'skipped' | 'stale'

/** A follow-up as it is kept. `subject` is what it is about: `p:` and a purchase, `c:` and a complaint, `e:` and a time. */
export type FollowUp = {
  id: number
  rule: string
  subject: string
  since: Date
  customerId: string
  state: State
  due: Date
  until: Date
  asked: Date | null
  answer: Answer | null
  answered: Date | null
  suggestion: string | null
}

const followUps = table('follow_up', {
  id: 'id',
  rule: 'text',
  subject: 'text',
  since: 'timestamp',
  customerId: 'text',
  ownerId: 'text',
  state: 'text',
  due: 'timestamp',
  until: 'timestamp',
  why: 'text?',
  asked: 'timestamp?',
  closes: 'timestamp?',
  ended: 'timestamp?',
  created: 'timestamp',
})

/** Begins what a delivery of ours says it is for; its id follows. */
export const causePrefix = 'followup '
const ofDelivery = (alias: string) =>
  `CASE WHEN ${alias}.cause LIKE '${causePrefix}%' THEN CAST(substr(${alias}.cause, ${causePrefix.length + 1}) AS integer) END`

/** A question that was not sent by the time its customer is to be left in peace. In it `?` is now. */
export const followUpHolds = `EXISTS (SELECT 1 FROM follow_up f WHERE f.id = ${ofDelivery('delivery')} AND f.closes <= ?)`

const columns = 'id, rule, subject, since, "customerId", state, due, until, asked, answer, answered, suggestion'

export type Planned = Pick<FollowUp, 'rule' | 'subject' | 'since' | 'customerId' | 'due' | 'until'> & {
  ownerId: string
  state: string
  ended: Date | null
}

/** Each subject of a rule once, whoever comes first. */
export async function insertFollowUps(unit: Unit, planned: readonly Planned[]): Promise<void> {
  await unit.sql.insert(
    followUps,
    planned.map((row) => ({ ...row, created: unit.now })),
    { conflict: 'ignore' },
  )
}

/** What became of those that were due. */
export type Change = {
  id: number
  state: State
  due: Date
  why: string | null
  asked: Date | null
  closes: Date | null
  ended: Date | null
}

export async function changeFollowUps(unit: Unit, changes: readonly Change[]): Promise<void> {
  await unit.sql.update(followUps, changes, { by: ['id'], set: ['state', 'due', 'why', 'asked', 'closes', 'ended'] })
}

/** Those that wait and are due, in order, after that one. */
export function dueFollowUps(
  unit: Unit,
  after: { due: Date; id: number } | undefined,
  most: number,
): Promise<{ id: number; due: Date }[]> {
  return unit.sql.query(
    `SELECT id, due FROM follow_up WHERE state = 'waiting' AND due <= ? AND (due, id) > (?, ?) ORDER BY due, id LIMIT ?`,
    unit.now,
    after?.due ?? new Date(0),
    after?.id ?? 0,
    most,
  )
}

/** Those of them that still wait; nobody else decides about any until the unit ends. */
export async function takeFollowUps(unit: Unit, ids: readonly number[]): Promise<FollowUp[]> {
  // One process sweeps, but another may begin before it knows that it has ended.
  if (unit.dialect === 'postgresql') await unit.sql.query('SELECT pg_advisory_xact_lock(7031002)')
  return unit.sql.query<FollowUp>(
    `SELECT ${columns} FROM follow_up WHERE id ${unit.sql.among('bigint')} AND state = 'waiting' ORDER BY due, id`,
    ids,
  )
}

export async function followUpById(unit: Unit, id: number): Promise<FollowUp | undefined> {
  const rows = await unit.sql.query<FollowUp>(`SELECT ${columns} FROM follow_up WHERE id = ?`, id)
  return rows[0]
}

/** What is known of those whom it is about, by row. */
export type Circumstances = {
  id: number
  name: string | null
  zone: string | null
  stopped: boolean
  complains: boolean
  last: Date | null
  stands: boolean
  points: number | null
}

const rowsOf = records({
  id: 'bigint',
  customerId: 'text',
  subject: 'text',
  key: 'text',
  since: 'timestamp',
  silent: 'boolean',
})

/** `silent`: whose follow-ups are over once they have bought again. `apartFrom`: since when others count. */
export async function circumstancesOf(
  unit: Unit,
  found: readonly (FollowUp & { silent: boolean })[],
  apartFrom: Date,
): Promise<Map<number, Circumstances>> {
  const rows = await unit.sql.query<Circumstances>(
    `SELECT given.id, c.name, c."timeZone" AS zone, c.stopped IS NOT NULL AS "stopped::boolean",
       EXISTS (SELECT 1 FROM complaint o WHERE o."customerId" = c.id AND o.ended IS NULL) AS "complains::boolean",
       (SELECT max(f.asked) FROM follow_up f WHERE f."customerId" = c.id AND f.asked > ?) AS "last::time",
       CASE substr(given.subject, 1, 2)
         WHEN 'c:' THEN EXISTS (SELECT 1 FROM complaint o WHERE CAST(o.id AS text) = given.key AND o.state = 'resolved' AND o."customerId" = c.id)
         WHEN 'e:' THEN TRUE
         ELSE EXISTS (SELECT 1 FROM purchase p WHERE p.id = given.key AND (p.refunded < p.amount OR p.amount = 0))
           AND NOT (given.silent AND EXISTS (SELECT 1 FROM purchase n WHERE n."customerId" = c.id AND n.at > given.since))
       END AS "stands::boolean",
       CASE WHEN given.subject LIKE 'e:%' THEN (SELECT coalesce(sum(l.remaining), 0) FROM lot l
         WHERE l."customerId" = c.id AND l.remaining > 0 AND l.expires > ? AND l.expires <= given.since) END AS points
     FROM ${rowsOf.in(unit.dialect)} AS given JOIN customer c ON c.id = given."customerId"`,
    apartFrom,
    unit.now,
    rowsOf.param(
      found.map(({ id, customerId, subject, since, silent }) => ({
        ...{ id, customerId, subject, since, silent },
        key: subject.slice(2),
      })),
      unit.dialect,
    ),
  )
  return new Map(rows.map((row) => [row.id, { ...row, stands: row.stands && (row.points === null || row.points > 0) }]))
}

const lookName = (rule: string) => `followups ${rule}`

/** When it was last looked what has come up for a rule. */
export async function lastLook(unit: Unit, rule: string): Promise<Date | undefined> {
  const rows = await unit.sql.query<{ value: string }>('SELECT value FROM setting WHERE name = ?', lookName(rule))
  return rows[0] && new Date(rows[0].value)
}

/** Everything up to now has been looked at for that rule. */
export async function looked(unit: Unit, rule: string): Promise<void> {
  await unit.sql.execute(
    'INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    lookName(rule),
    unit.now.toISOString(),
  )
}

/** Of rules that are no more it is not remembered when they were looked at: should they come back, they begin anew. */
export async function forgetOthers(unit: Unit, rules: readonly string[]): Promise<void> {
  await unit.sql.execute(
    `DELETE FROM setting WHERE name LIKE 'followups %' AND NOT (name ${unit.sql.among('text')})`,
    rules.map(lookName),
  )
}

export async function answerFollowUp(unit: Unit, id: number, answer: Answer, listening: Date | null): Promise<void> {
  await unit.sql.execute(
    `UPDATE follow_up SET state = 'answered', answer = ?, answered = ?, ended = ?, listening = ? WHERE id = ?`,
    answer,
    unit.now,
    unit.now,
    listening,
    id,
  )
}

/** The follow-up to which what this customer says now is a suggestion: nothing else was answered to him since. */
export async function listeningOf(unit: Unit, customerId: string): Promise<number | undefined> {
  const rows = await unit.sql.query<{ id: number }>(
    `SELECT f.id FROM follow_up f WHERE f."customerId" = ? AND f.asked IS NOT NULL AND f.listening >= ? AND f.suggestion IS NULL
       AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d."customerId" = f."customerId" AND d.lane = 0
         AND d.created >= f.answered AND d.cause <> 'press followup.well')
       AND NOT EXISTS (SELECT 1 FROM complaint c WHERE c."customerId" = f."customerId" AND c.ended IS NULL)
     ORDER BY f.answered DESC LIMIT 1`,
    customerId,
    unit.now,
  )
  return rows[0]?.id
}

export async function keepSuggestion(unit: Unit, id: number, words: string): Promise<void> {
  await unit.sql.execute(
    'UPDATE follow_up SET suggestion = ?, suggested = ?, listening = NULL WHERE id = ?',
    words,
    unit.now,
    id,
  )
}

/**
 * Questions that wait to be sent and must not be any more: it is night for the customer, he has stopped them or complains,
 * or they are stale. In order of their deliveries, after that one.
 */
export function heldFollowUps(unit: Unit, after: number, most: number): Promise<{ delivery: number; id: number }[]> {
  return unit.sql.query(
    `SELECT d.id AS delivery, f.id FROM delivery d JOIN follow_up f ON f.id = ${ofDelivery('d')} JOIN customer c ON c.id = f."customerId"
     WHERE d.state = 'queued' AND d.lane = 2 AND d.id > ? AND d.cause LIKE '${causePrefix}%' AND (f.closes <= ? OR f.until < ?
       OR c.stopped IS NOT NULL OR EXISTS (SELECT 1 FROM complaint o WHERE o."customerId" = c.id AND o.ended IS NULL))
     ORDER BY d.id LIMIT ?`,
    after,
    unit.now,
    unit.now,
    most,
  )
}

/** Takes them out of the outbox again, unless they have left: then they were asked. */
export async function takeBack(unit: Unit, deliveries: readonly number[]): Promise<void> {
  const rows = await unit.sql.query<{ cause: string }>(
    `DELETE FROM delivery WHERE id ${unit.sql.among('bigint')} AND state = 'queued' RETURNING cause`,
    deliveries,
  )
  await unit.sql.execute(
    `UPDATE follow_up SET state = 'waiting', due = ?, asked = NULL, closes = NULL
     WHERE state = 'asked' AND id ${unit.sql.among('bigint')}`,
    unit.now,
    rows.map(({ cause }) => Number(cause.slice(causePrefix.length))),
  )
}
