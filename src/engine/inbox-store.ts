import type { Happening } from '../chat.ts'
import type { Database } from '../database/database.ts'
import { table } from '../database/table.ts'
import { placeKey } from './outbox.ts'
import type { Act, Append, Ask } from './unit.ts'

const inbox = table('inbox', {
  id: 'id',
  platform: 'text',
  event: 'text',
  conversation: 'text',
  payload: 'text',
  received: 'timestamp',
})

/** Order is kept among the happenings of one conversation. */
export function conversationOf(happening: Happening): string {
  return `${happening.where.platform} ${placeKey(happening.where)}`
}

/** Stores happenings; the outcome is the number of its row, or undefined when it was known already. */
export const takeIn: Act<Happening, number | undefined> = {
  name: 'take in',
  async carry(unit, happenings) {
    const rows = await unit.sql.insert(
      inbox,
      happenings.map((happening) => ({
        platform: happening.where.platform,
        event: happening.id,
        conversation: conversationOf(happening),
        payload: JSON.stringify(happening),
        received: unit.now,
      })),
      { conflict: 'ignore', returning: ['id', 'platform', 'event'] },
    )
    const ids = new Map(rows.map((row) => [`${row.platform}\n${row.event}`, row.id]))
    return happenings.map((happening) => {
      const key = `${happening.where.platform}\n${happening.id}`
      const id = ids.get(key)
      ids.delete(key)
      return id
    })
  },
}

/**
 * Whether this process may handle that row now: it waits, it is the first of its conversation, and no other
 * process has it. On SQLite there is no other process.
 */
export const claim: Ask<number, boolean> = {
  name: 'claim',
  async answer(unit, ids) {
    if (unit.dialect === 'sqlite') return ids.map(() => true)
    const rows = await unit.sql.query<{ id: number }>(
      `SELECT id FROM inbox i WHERE id ${unit.sql.among('bigint')} AND done IS NULL AND NOT EXISTS (
         SELECT 1 FROM inbox e WHERE e.conversation = i.conversation AND e.done IS NULL AND e.id < i.id)
       FOR UPDATE SKIP LOCKED`,
      ids,
    )
    const mine = new Set(rows.map((row) => row.id))
    return ids.map((id) => mine.has(id))
  },
}

export type Outcome = 'done' | 'failed'

/**
 * Writes down that a happening is over and done with. What it was, and where, is forgotten: features keep what has to be kept.
 */
export const handled: Append<{ id: number; outcome: Outcome }> = {
  name: 'handled',
  async write(unit, rows) {
    for (const outcome of ['done', 'failed'] as const) {
      const ids = rows.filter((row) => row.outcome === outcome).map((row) => row.id)
      if (ids.length > 0)
        await unit.sql.execute(
          `UPDATE inbox SET done = ?, outcome = ?, payload = '', conversation = '' WHERE id ${unit.sql.among('bigint')}`,
          unit.now,
          outcome,
          ids,
        )
    }
  },
}

/** A happening that waits; without it when the row cannot be read. */
export type WaitingRow = { id: number; happening: Happening | undefined }

/** At most `most` of those that have waited since `before`, in order, after the row `after`. */
export async function waitingRows(
  database: Database,
  { after, before, most }: { after: number; before: Date; most: number },
): Promise<WaitingRow[]> {
  const rows = await database.query<{ id: number; payload: string }>(
    // By `id` itself SQLite would go through all that is done as well.
    'SELECT id, payload FROM inbox WHERE done IS NULL AND +id > ? AND received <= ? ORDER BY +id LIMIT ?',
    after,
    before,
    most,
  )
  return rows.map(({ id, payload }) => ({ id, happening: read(payload) }))
}

function read(payload: string): Happening | undefined {
  try {
    const happening = JSON.parse(payload) as Happening
    return { ...happening, at: new Date(happening.at) }
  } catch {
    return undefined
  }
}
