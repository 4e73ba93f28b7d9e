import type { Happening } from '../chat.ts'
import type { Sql } from '../database/database.ts'
import { table } from '../database/table.ts'
import { placeKey } from '../engine/outbox.ts'
import type { Append, Unit } from '../engine/unit.ts'

type Utterance = {
  platform: string
  place: string
  message: string
  kind: string
  customerId: string
  text: string | null
  at: Date
}

const utterances = table('utterance', {
  id: 'id',
  platform: 'text',
  place: 'text',
  message: 'text',
  kind: 'text',
  customerId: 'text',
  text: 'text?',
  at: 'timestamp',
})

const spoken: Append<Utterance> = {
  name: 'utterance',
  write: async (unit, rows) => {
    await unit.sql.insert(utterances, rows)
  },
}

/**
 * Keeps what was said, and that it was edited or deleted: a row for each, so that nothing said before is overwritten.
 * Only what can be edited is kept: a platform that names no message cannot tell of its edits.
 */
export function keepUtterance(unit: Unit, happening: Happening, customerId: string): void {
  if (happening.kind !== 'said' && happening.kind !== 'edited' && happening.kind !== 'deleted') return
  const { kind, message, where, at } = happening
  if (message === undefined) return
  const text = happening.kind === 'deleted' ? null : happening.text
  unit.append(spoken, { platform: where.platform, place: placeKey(where), message, kind, customerId, text, at })
}

/**
 * The last message that each person said in the conversation of that person alone with the bot, if any; who was there
 * last comes first. By `id` itself PostgreSQL may walk through what everybody said to find the last of one.
 */
export async function lastSaid(sql: Sql, platform: string): Promise<{ channel: string; message?: string }[]> {
  const rows = await sql.query<{ channel: string; message: string | null }>(
    `SELECT channel, (SELECT message FROM utterance
       WHERE utterance.platform = identity.platform AND place = identity.channel AND kind = 'said'
       ORDER BY id + 0 DESC LIMIT 1) AS message
     FROM identity WHERE platform = ? AND channel IS NOT NULL ORDER BY seen DESC, channel`,
    platform,
  )
  return rows.map(({ channel, message }) => ({ channel, ...(message !== null && { message }) }))
}
