import type { Sql } from '../../database/database.ts'
import { table } from '../../database/table.ts'
import type { Unit } from '../../engine/unit.ts'
import { StartError } from '../../start-error.ts'

/**
 * How far a file is. Every line before `line` is done with; `bytes` is how long the file of refused rows was then. Kept in the
 * transaction of the rows themselves, so that what was killed goes on where it stood.
 */
export type Progress = {
  digest: string
  kind: string
  line: number
  bytes: number
  stored: number
  known: number
  refused: number
  started: Date
  ended: Date | null
}

const runs = table('import_run', {
  digest: 'text',
  kind: 'text',
  line: 'integer',
  bytes: 'bigint',
  stored: 'integer',
  known: 'integer',
  refused: 'integer',
  started: 'timestamp',
  ended: 'timestamp?',
})

/** What was written down of that file last; undefined when it was never begun. */
export async function progressOf(sql: Sql, digest: string): Promise<Progress | undefined> {
  const [row] = await sql.query<Progress>('SELECT * FROM import_run WHERE digest = ?', digest)
  return row
}

/** Begins a file, anew if it was begun before. */
export async function begin(sql: Sql, progress: Progress): Promise<void> {
  await sql.insert(runs, [progress], {
    conflict: { key: ['digest'], set: ['kind', 'line', 'bytes', 'stored', 'known', 'refused', 'started', 'ended'] },
  })
}

/** Writes down how far it is. Throws a {@link StartError} when somebody else brings in the same file at this moment. */
export async function advance(unit: Unit, before: Progress, now: Progress): Promise<void> {
  const changed = await unit.sql.execute(
    `UPDATE import_run SET line = ?, bytes = ?, stored = ?, known = ?, refused = ?, ended = ?
     WHERE digest = ? AND line = ? AND started = ?`,
    ...[now.line, now.bytes, now.stored, now.known, now.refused, now.ended, now.digest, before.line, before.started],
  )
  if (changed !== 1) throw new StartError('Another import of this file is under way: let that one end first.')
}
