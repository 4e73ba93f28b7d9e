/** What has to be different in a database that goes on from an earlier day. */
import BetterSqlite3 from 'better-sqlite3'
import { SqliteSide } from '../copy/sqlite-side.ts'

/**
 * What was found to be on its way. `waiting`: answers and alerts that leave when the program starts; `silenced`: messages that were
 * marked as unknown instead; `paused`: campaigns that were being sent, and wait for a manager.
 */
export type Resumed = { waiting: number; silenced: number; paused: number }

/** Numbers that were given after the backup are not given again to something else, up to so many of each kind. */
const gap = 1_000

/** A campaign that was due is asked about once it is overdue by more than this, in milliseconds. */
const overdueMs = 3_600_000

/**
 * What waited to be sent when the backup was made may have been sent since. An answer or an alert goes out, for twice is better than
 * never, unless `silent`; what we said of our own accord does not, and managers decide about campaigns.
 */
export async function resume(path: string, { silent, now }: { silent: boolean; now: Date }): Promise<Resumed> {
  const client = new BetterSqlite3(path)
  try {
    client.exec('BEGIN IMMEDIATE')
    const at = BigInt(now.getTime())
    const settle = client.prepare(
      `UPDATE delivery SET state = 'unknown', ended = ?, trouble = 'restored', alerted = 1
       WHERE state IN ('queued', 'sending') AND recipient IS NULL AND lane >= ?`,
    )
    const silenced = settle.run(at, silent ? 0 : 2).changes
    const paused = client
      .prepare(`UPDATE campaign SET state = 'paused', "changedBy" = NULL, progress = NULL WHERE state = 'sending'`)
      .run()
    client
      .prepare(`UPDATE campaign SET due = due - ? WHERE state = 'scheduled' AND due <= ?`)
      .run(BigInt(overdueMs + 1_000), at)
    const waiting = client
      .prepare<[], number>(`SELECT count(*) FROM delivery WHERE state IN ('queued', 'sending') AND lane < 2`)
      .pluck()
      .get()
    const side = new SqliteSide(client)
    const tables = await side.tables()
    const last = await side.counters(tables)
    for (const table of tables) if (table.counter !== undefined) await side.count(table, (last[table.name] ?? 0) + gap)
    client.exec('COMMIT')
    return { waiting: waiting ?? 0, silenced, paused: paused.changes }
  } finally {
    client.close()
  }
}
