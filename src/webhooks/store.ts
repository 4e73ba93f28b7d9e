import { randomBytes } from 'node:crypto'
import { v7 as newId } from 'uuid'
import type { Sql } from '../database/database.ts'
import { table } from '../database/table.ts'
import type { Act, Append, Ask, Unit } from '../engine/unit.ts'

/** Most webhooks there may be. */
export const mostWebhooks = 20

/** `events`: types of events, null for all. `failures`: tries that failed since one was accepted. */
export type Webhook = {
  id: string
  url: string
  events: string[] | null
  created: Date
  failures: number
  disabled: Date | null
  reason: 'gone' | 'failing' | null
}

type WebhookRow = Omit<Webhook, 'events'> & { events: string | null }

const columns = 'id, url, events, created, failures, disabled, reason'
const webhooks = table('webhook', { id: 'text', url: 'text', secret: 'text', events: 'text?', created: 'timestamp' })

const fromRow = ({ events, ...row }: WebhookRow): Webhook => ({
  ...row,
  events: events === null ? null : JSON.parse(events),
})

/** All webhooks, the oldest first. */
export const allWebhooks: Ask<'all', Webhook[]> = {
  name: 'webhooks',
  answer: async (unit, keys) => {
    const rows = await unit.sql.query<WebhookRow>(`SELECT ${columns} FROM webhook ORDER BY id`)
    return keys.map(() => rows.map(fromRow))
  },
}

/** A webhook with its secret, which is given this once. */
export type NewWebhook = Webhook & { secret: string }

/** Adds a webhook, unless there are as many as there may be. */
export const adding: Act<{ url: string; events: string[] | null }, NewWebhook | 'full'> = {
  name: 'webhook',
  async carry(unit, orders) {
    // So that of two processes that count and add at once the second counts what the first has added.
    if (unit.dialect === 'postgresql') await unit.sql.execute('LOCK TABLE webhook IN SHARE ROW EXCLUSIVE MODE')
    const [row] = await unit.sql.query<{ count: number }>('SELECT count(*) AS count FROM webhook')
    const room = Math.max(0, mostWebhooks - (row?.count ?? 0))
    const added = orders.slice(0, room).map(({ url, events }): NewWebhook => {
      const secret = `whsec_${randomBytes(32).toString('base64')}`
      return { id: newId(), url, events, created: unit.now, secret, failures: 0, disabled: null, reason: null }
    })
    await unit.sql.insert(
      webhooks,
      added.map(({ id, url, secret, events, created }) => ({
        ...{ id, url, secret, created },
        events: events && JSON.stringify(events),
      })),
    )
    unit.forget(allWebhooks, 'all')
    return orders.map((_, index) => added[index] ?? 'full')
  },
}

/** Takes it away, with what was sent to it and what was to be. */
export async function removeWebhook(unit: Unit, id: string): Promise<Webhook | undefined> {
  const [row] = await unit.sql.query<WebhookRow>(`DELETE FROM webhook WHERE id = ? RETURNING ${columns}`, id)
  await unit.sql.execute('DELETE FROM webhook_delivery WHERE "webhookId" = ?', id)
  unit.forget(allWebhooks, 'all')
  return row && fromRow(row)
}

/** Sends to it again, from now on. */
export async function enableWebhook(unit: Unit, id: string): Promise<Webhook | undefined> {
  const [row] = await unit.sql.query<WebhookRow>(
    `UPDATE webhook SET disabled = NULL, reason = NULL, failures = 0 WHERE id = ? RETURNING ${columns}`,
    id,
  )
  unit.forget(allWebhooks, 'all')
  return row && fromRow(row)
}

/** Disables it, and gives up what was to be sent to it. Gives undefined when it is so already. */
export async function disableWebhook(
  unit: Unit,
  id: string,
  reason: NonNullable<Webhook['reason']>,
): Promise<Webhook | undefined> {
  const [row] = await unit.sql.query<WebhookRow>(
    `UPDATE webhook SET disabled = ?, reason = ? WHERE id = ? AND disabled IS NULL RETURNING ${columns}`,
    unit.now,
    reason,
    id,
  )
  if (!row) return undefined
  await unit.sql.execute(
    `UPDATE webhook_delivery SET state = 'failed', ended = ?, taken = NULL WHERE "webhookId" = ? AND state = 'queued'`,
    unit.now,
    id,
  )
  return fromRow(row)
}

/** An event for one webhook. `event` is the same for all that want it. */
export type NewDelivery = { webhookId: string; event: string; type: string; payload: string; created: Date }

const deliveries = table('webhook_delivery', {
  id: 'id',
  webhookId: 'text',
  event: 'text',
  type: 'text',
  payload: 'text',
  due: 'timestamp',
  created: 'timestamp',
})

/** Appended in the transaction of what the event is about. */
export const queued: Append<NewDelivery> = {
  name: 'webhook delivery',
  write: async (unit, rows) => {
    await unit.sql.insert(
      deliveries,
      rows.map((row) => ({ ...row, due: row.created })),
    )
  },
}

/** What became of a delivery, as it is shown. */
export type Shown = {
  id: number
  event: string
  type: string
  state: 'queued' | 'sent' | 'failed'
  tries: number
  status: number | null
  created: Date
  due: Date
  ended: Date | null
}

/** What was sent to it and what is to be, the newest first. */
export function deliveriesOf(unit: Unit, id: string, before: number | undefined, most: number): Promise<Shown[]> {
  return unit.sql.query<Shown>(
    `SELECT id, event, type, state, tries, status, created, due, ended FROM webhook_delivery
     WHERE "webhookId" = ? AND id < ? ORDER BY id DESC LIMIT ?`,
    id,
    before ?? Number.MAX_SAFE_INTEGER,
    most,
  )
}

/** A delivery that is due, with what it takes to send it. */
export type Due = {
  id: number
  webhookId: string
  url: string
  secret: string
  event: string
  payload: string
  tries: number
}

/** When more than that are due, those behind have their turn when the first are under way. */
const mostLookedAt = 1_000

type DueQuery = { now: Date; until: Date; most: number; each: number; without: readonly string[] }

/**
 * Takes deliveries that are due, oldest first, `each` of one webhook at most and none of those `without`, and marks them:
 * they are not due again before `until`, whatever becomes of this process.
 */
export async function takeDue(database: Sql, { now, until, most, each, without }: DueQuery): Promise<Due[]> {
  const taken = await database.query<Omit<Due, 'url' | 'secret'>>(
    `UPDATE webhook_delivery SET due = ?, taken = ?, tries = tries + 1
     WHERE state = 'queued' AND id IN (
       SELECT id FROM (
         SELECT id, due, row_number() OVER (PARTITION BY "webhookId" ORDER BY due, id) AS nth FROM (
           SELECT id, due, "webhookId" FROM webhook_delivery
           WHERE state = 'queued' AND due <= ? AND NOT ("webhookId" ${database.among('text')})
           ORDER BY due, id LIMIT ${mostLookedAt}) AS oldest) AS waiting
       WHERE nth <= ? ORDER BY due, id LIMIT ?)
     RETURNING id, "webhookId", event, payload, tries`,
    until,
    now,
    now,
    without,
    each,
    most,
  )
  if (taken.length === 0) return []
  const to = await database.query<{ id: string; url: string; secret: string }>(
    `SELECT id, url, secret FROM webhook WHERE disabled IS NULL AND id ${database.among('text')}`,
    [...new Set(taken.map(({ webhookId }) => webhookId))],
  )
  const known = new Map(to.map(({ id, ...webhook }) => [id, webhook]))
  // What was queued while its webhook was being disabled or taken away goes nowhere.
  const lost = taken.filter(({ webhookId }) => !known.has(webhookId)).map(({ id }) => id)
  if (lost.length > 0)
    await database.execute(
      `UPDATE webhook_delivery SET state = 'failed', ended = ?, taken = NULL WHERE id ${database.among('bigint')}`,
      now,
      lost,
    )
  return taken
    .flatMap((row) => {
      const webhook = known.get(row.webhookId)
      return webhook ? [{ ...row, ...webhook }] : []
    })
    .sort((a, b) => a.id - b.id)
}

/** What another process was at when it ended is due again. */
export async function retake(database: Sql, now: Date): Promise<void> {
  await database.execute(
    `UPDATE webhook_delivery SET due = ?, taken = NULL WHERE state = 'queued' AND taken IS NOT NULL`,
    now,
  )
}

/** When the next is due of those that are not for webhooks `without`, if any waits. */
export async function nextDue(database: Sql, without: readonly string[]): Promise<Date | undefined> {
  const [row] = await database.query<{ due: Date | null }>(
    `SELECT min(due) AS "due::time" FROM webhook_delivery
     WHERE state = 'queued' AND NOT ("webhookId" ${database.among('text')})`,
    without,
  )
  return row?.due ?? undefined
}

/** How a try ended: `due` when it is to be tried again. */
export type Ended = { state: 'queued' | 'sent' | 'failed'; status: number | undefined; due?: Date }

/** Writes down how a try ended, unless there was another meanwhile. Gives when the delivery was made, or undefined. */
export async function recordTry(unit: Unit, { id, tries, webhookId }: Due, ended: Ended): Promise<Date | undefined> {
  const { state, status, due } = ended
  const [row] = await unit.sql.query<{ created: Date }>(
    `UPDATE webhook_delivery SET state = ?, status = ?, due = ?, ended = ?, taken = NULL
     WHERE id = ? AND tries = ? AND state = 'queued' RETURNING created`,
    state,
    status ?? null,
    due ?? unit.now,
    due ? null : unit.now,
    id,
    tries,
  )
  if (row && state === 'sent')
    await unit.sql.execute('UPDATE webhook SET failures = 0, accepted = ? WHERE id = ?', unit.now, webhookId)
  else if (row) await unit.sql.execute('UPDATE webhook SET failures = failures + 1 WHERE id = ?', webhookId)
  return row?.created
}

/** Whether that webhook has accepted anything since then. */
export async function acceptedSince(unit: Unit, id: string, since: Date): Promise<boolean> {
  const rows = await unit.sql.query('SELECT id FROM webhook WHERE id = ? AND accepted >= ?', id, since)
  return rows.length > 0
}
