import { table } from '../database/table.ts'
import type { Unit } from '../engine/unit.ts'
import type { Callback, CallbackTold } from './rules/callback.ts'

const callbacks = table('callback', {
  id: 'id',
  customerId: 'text',
  ownerId: 'text',
  origin: 'text',
  kind: 'text',
  reason: 'text',
  how: 'text',
  phone: 'text?',
  complaintId: 'bigint?',
  at: 'timestamp?',
  minutes: 'integer',
  state: 'text',
  assigneeId: 'text?',
  tries: 'integer',
  note: 'text?',
  created: 'timestamp',
  claimed: 'timestamp?',
  tried: 'timestamp?',
  ended: 'timestamp?',
  told: 'text',
  alarm: 'timestamp?',
  stale: 'timestamp?',
})

const updated = table('callback', { ...callbacks.columns, id: 'bigint' })

/** What changes in the life of a callback. */
const changing = [
  'reason',
  'how',
  'phone',
  'at',
  'minutes',
  'state',
  'assigneeId',
  'tries',
  'note',
  'claimed',
  'tried',
  'ended',
  'told',
  'alarm',
  'stale',
] as const

type Row = Omit<Callback, 'told'> & { told: string }

const columns = `id, "customerId", kind, reason, how, phone, "complaintId", at, minutes, state, "assigneeId", tries, note,
  created, claimed, tried, ended, told, alarm, stale`

const callbackFrom = ({ told, ...row }: Row): Callback => ({ ...row, told: JSON.parse(told) as CallbackTold })

/** Keeps a new callback; one of the same origin that is there already is given back as it stands. */
export async function insertCallback(
  unit: Unit,
  fresh: Omit<Callback, 'id'> & { origin: string },
): Promise<{ callback: Callback; isNew: boolean }> {
  const { told, ...row } = fresh
  const [made] = await unit.sql.insert(callbacks, [{ ...row, ownerId: fresh.customerId, told: JSON.stringify(told) }], {
    conflict: 'ignore',
    returning: ['id'],
  })
  if (made) {
    const { origin: _, ...callback } = fresh
    return { callback: { ...callback, id: made.id }, isNew: true }
  }
  const [known] = await unit.sql.query<Row>(`SELECT ${columns} FROM callback WHERE origin = ?`, fresh.origin)
  if (!known) throw new Error('a callback is known and gone')
  return { callback: callbackFrom(known), isNew: false }
}

export async function saveCallback(unit: Unit, { told, ...callback }: Callback): Promise<void> {
  await unit.sql.update(updated, [{ ...callback, told: JSON.stringify(told) }], { by: ['id'], set: changing })
}

export async function callbackById(unit: Unit, id: number): Promise<Callback | undefined> {
  const [row] = await unit.sql.query<Row>(`SELECT ${columns} FROM callback WHERE id = ?`, id)
  return row && callbackFrom(row)
}

/** What a customer asked for and is not over, the soonest first; what he is still choosing a time for comes last. */
export async function openCallbacksOf(unit: Unit, customerId: string): Promise<Callback[]> {
  const rows = await unit.sql.query<Row>(
    `SELECT ${columns} FROM callback WHERE "customerId" = ? AND ended IS NULL AND kind = 'asked'
     ORDER BY CASE WHEN at IS NULL THEN 1 ELSE 0 END, at, id`,
    customerId,
  )
  return rows.map(callbackFrom)
}

/** Marks all as told that passed while nobody looked. Gives them, the oldest first. */
export async function claimStale(unit: Unit): Promise<number[]> {
  const rows = await unit.sql.query<{ id: number }>(
    'UPDATE callback SET stale = NULL WHERE stale IS NOT NULL RETURNING id',
  )
  return rows.map(({ id }) => id).sort((a, b) => a - b)
}

/** Forgets the phone number of a callback. */
export async function forgetPhone(unit: Unit, id: number): Promise<void> {
  await unit.sql.execute('UPDATE callback SET phone = NULL WHERE id = ?', id)
}

/** For how long after somebody took a call in the chat what the customer writes belongs to it. */
const talkMs = 3_600_000

/** The call that staff and customer are having in the chat just now, if they are. */
export async function talkOf(unit: Unit, customerId: string): Promise<number | undefined> {
  const [row] = await unit.sql.query<{ id: number }>(
    `SELECT id FROM callback WHERE "customerId" = ? AND state = 'claimed' AND how = 'chat' AND claimed > ?
     ORDER BY claimed DESC LIMIT 1`,
    customerId,
    new Date(unit.now.getTime() - talkMs),
  )
  return row?.id
}

/** How many calls a page of the queue shows. */
export const callPage = 8

/** Calls that are to come or are under way, and those of the last day that were missed; the soonest first. */
export async function queueOfCalls(unit: Unit, skip: number): Promise<{ rows: Callback[]; count: number }> {
  const fits = `at IS NOT NULL AND (ended IS NULL OR (state = 'missed' AND tries = 0 AND ended > ?))`
  const dayAgo = new Date(unit.now.getTime() - 86_400_000)
  const [found] = await unit.sql.query<{ count: number }>(
    `SELECT count(*) AS count FROM callback WHERE ${fits}`,
    dayAgo,
  )
  const rows = await unit.sql.query<Row>(
    `SELECT ${columns} FROM callback WHERE ${fits} ORDER BY at, id LIMIT ? OFFSET ?`,
    dayAgo,
    callPage,
    skip,
  )
  return { rows: rows.map(callbackFrom), count: found?.count ?? 0 }
}
