/** The content of a database at one instant, as a SQLite file of its own. */
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import BetterSqlite3 from 'better-sqlite3'
import { movedMark, refusal } from '../database/moved.ts'
import { pathOf } from '../database/sqlite/file.ts'
import { StartError } from '../start-error.ts'
import { rowsOf, type Show } from './copy/copy.ts'
import { type Ledger, ledgerOf } from './copy/ledger.ts'
import type { Side } from './copy/side.ts'
import { SqliteSide } from './copy/sqlite-side.ts'

/** What a database holds, in figures. */
export type Figures = { migrations: string[]; rows: Record<string, number>; ledger: Ledger }

/** Pages that are copied between two looks at how far it is. */
const stepPages = 1_000

/**
 * Copies a SQLite file while others write to it, and gives the figures of the same instant. One transaction that reads
 * holds the instant: whoever writes is not kept waiting, and what is in the write-ahead log is included.
 */
export async function snapshotSqlite(url: string, to: string, show: Show = () => {}): Promise<Figures> {
  const path = pathOf(url)
  if (!existsSync(path)) throw new StartError(`There is no database ${path}: see DATABASE_URL.`)
  const client = new BetterSqlite3(path, { fileMustExist: true, timeout: 5_000 })
  try {
    client.pragma('query_only = ON')
    client.exec('BEGIN')
    const figures = await figuresOf(client)
    refuseMovedFile(client, path)
    await client.backup(to, {
      progress: ({ totalPages, remainingPages }) => {
        show(1 - remainingPages / Math.max(1, totalPages))
        return stepPages
      },
    })
    client.exec('COMMIT')
    show(1)
    closeWhole(to)
    return figures
  } catch (error) {
    await rm(to, { force: true })
    throw error
  } finally {
    client.close()
  }
}

/** A shop that has moved is not backed up by its old file: that would be a copy of yesterday, every night. */
function refuseMovedFile(client: BetterSqlite3.Database, path: string): void {
  const mark = client
    .prepare<[string], { name: string; value: string }>('SELECT * FROM setting WHERE name = ?')
    .get(movedMark)
  if (mark) throw refusal(path, mark)
}

/** Without a write-ahead log, so that it is one file that can be read from where nothing can be written. */
function closeWhole(path: string): void {
  const client = new BetterSqlite3(path)
  client.pragma('journal_mode = DELETE')
  client.close()
}

/** The figures of a SQLite file. Throws a {@link StartError} when it is not one of ours. */
export async function figuresOf(client: BetterSqlite3.Database): Promise<Figures> {
  const names = client.prepare<[], string>(`SELECT name FROM sqlite_master WHERE type = 'table'`).pluck().all()
  if (!names.includes('_prisma_migrations') || !names.includes('account'))
    throw new StartError(`${client.name} is no database of this program: see DATABASE_URL.`)
  const done = client.prepare<[], string>(
    'SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name',
  )
  return { migrations: done.pluck().all(), ...(await figuresOfSide(new SqliteSide(client))) }
}

export async function figuresOfSide(side: Side): Promise<Omit<Figures, 'migrations'>> {
  return { rows: await rowsOf(side, await side.tables()), ledger: await ledgerOf(side) }
}

/** Ids of the files that were kept, by what a SQLite file of ours says. */
export function keptFiles(path: string): string[] {
  const client = new BetterSqlite3(path, { readonly: true, fileMustExist: true })
  try {
    const isThere = client.prepare(`SELECT 1 FROM sqlite_master WHERE name = 'file'`).get()
    if (!isThere) return []
    return client.prepare<[], string>(`SELECT id FROM file WHERE state = 'kept' ORDER BY id`).pluck().all()
  } finally {
    client.close()
  }
}
