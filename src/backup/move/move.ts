import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import BetterSqlite3 from 'better-sqlite3'
import { causeOf } from '../../database/cause.ts'
import { readMigrations } from '../../database/migrations/files.ts'
import { type Moved, movedMark, movingMark, refusal } from '../../database/moved.ts'
import { shownName } from '../../database/postgresql/address.ts'
import { pathOf } from '../../database/sqlite/file.ts'
import { migrateFile } from '../../database/sqlite/migrate.ts'
import type { Log } from '../../log.ts'
import { StartError } from '../../start-error.ts'
import type { Show } from '../copy/copy.ts'
import { fill, prepareServer } from '../copy/fill.ts'
import { onServer } from '../copy/server.ts'
import { SqliteSide } from '../copy/sqlite-side.ts'
import { type Figures, figuresOf } from '../snapshot.ts'
import { takeOver } from './take-over.ts'

/** `from` and `to` are addresses: of a SQLite file, and of an empty PostgreSQL database. `stop`: a program that runs is ended first. */
export type MoveOptions = { from: string; to: string; stop: boolean; log: Log; show?: Show }

/**
 * Moves a shop from a SQLite file into a PostgreSQL database, compares both row by row, and marks the file as left, so that no
 * program starts on it any more. Killed at any instant, one of the two is the shop and the other refuses to be; the same move again
 * begins anew, or ends what was left. Gives what was moved; throws a {@link StartError}.
 */
export async function move(options: MoveOptions): Promise<Figures> {
  const { from, to, log, stop, show = () => {} } = options
  if (!from.startsWith('file:'))
    throw new StartError(
      `DATABASE_URL is not a SQLite file: what is moved is that. From PostgreSQL go by "npm run backup" and "npm run restore".`,
    )
  if (!/^postgres(ql)?:\/\//.test(to))
    throw new StartError('Move to an address like postgresql://user:password@host:5432/name.')
  const path = pathOf(from)
  if (!existsSync(path)) throw new StartError(`There is no database ${path} to move: see DATABASE_URL.`)
  shownName(to)
  const left = leftFor(path)
  if (left) return finishMove(path, to, left)
  const unlock = await takeOver(path, { stop })
  try {
    await migrateFile(path, readMigrations('sqlite'), log)
    await prepareServer(to, { moving: true, log })
    const moved: Moved = { move: randomUUID(), to: shownName(to) }
    const figures = await leave(path, moved, (side) => fill(to, side, { move: moved.move, show }))
    await arrive(to, moved.move)
    return figures
  } finally {
    unlock()
  }
}

/** The file is marked: all that may be missing is that the other is told that it is the shop now. */
async function finishMove(path: string, to: string, left: Moved): Promise<Figures> {
  if (!(await arrive(to, left.move))) throw refusal(path, { name: movedMark, value: JSON.stringify(left) })
  return figuresIn(path)
}

function leftFor(path: string): Moved | undefined {
  const client = new BetterSqlite3(path, { fileMustExist: true })
  try {
    if (!client.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'setting'`).get()) return undefined
    const value = client.prepare<[string], string>('SELECT value FROM setting WHERE name = ?').pluck().get(movedMark)
    return value === undefined ? undefined : (JSON.parse(value) as Moved)
  } finally {
    client.close()
  }
}

/**
 * Has everything copied while nobody else can open the file, then marks it: from there on no program starts on it. The mark is on the
 * disk before the other database is told. Gives what the file held.
 */
async function leave(path: string, moved: Moved, copy: (side: SqliteSide) => Promise<void>): Promise<Figures> {
  const client = new BetterSqlite3(path)
  try {
    client.pragma('synchronous = FULL')
    holdAlone(client)
    const figures = await figuresOf(client)
    await copy(new SqliteSide(client))
    client.prepare('INSERT INTO setting (name, value) VALUES (?, ?)').run(movedMark, JSON.stringify(moved))
    client.exec('COMMIT')
    return figures
  } finally {
    client.close()
  }
}

/** An import or export may have the file open beside the program: what it writes would be lost. Also leaves it as one file. */
function holdAlone(client: BetterSqlite3.Database): void {
  try {
    client.pragma('journal_mode = DELETE')
    client.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    if (!/^SQLITE_(BUSY|LOCKED)/.test(causeOf(error).code)) throw error
    throw new StartError(`${client.name} is open in another program, such as an import: let that one end first.`)
  }
}

/** Gives whether such a move was waiting for that. */
async function arrive(url: string, id: string): Promise<boolean> {
  return onServer(url, 'BEGIN', async (client) => {
    const there = await client.query(
      `SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'setting'`,
    )
    if (there.rowCount === 0) return false
    const { rowCount } = await client.query('DELETE FROM setting WHERE name = $1 AND value = $2', [movingMark, id])
    return rowCount === 1
  })
}

async function figuresIn(path: string): Promise<Figures> {
  const client = new BetterSqlite3(path, { readonly: true })
  try {
    return await figuresOf(client)
  } finally {
    client.close()
  }
}
