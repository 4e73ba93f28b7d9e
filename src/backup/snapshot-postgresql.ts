import { rm } from 'node:fs/promises'
import { isDeepStrictEqual } from 'node:util'
import BetterSqlite3 from 'better-sqlite3'
import type pg from 'pg'
import { readMigrations } from '../database/migrations/files.ts'
import { type Past, pending } from '../database/migrations/history.ts'
import { movedMark, movingMark, refusal } from '../database/moved.ts'
import { shownName } from '../database/postgresql/address.ts'
import { migrateFile } from '../database/sqlite/migrate.ts'
import { makeLog } from '../log.ts'
import { StartError } from '../start-error.ts'
import { copyAll, type Show } from './copy/copy.ts'
import { PostgresqlSide } from './copy/postgresql-side.ts'
import { onServer } from './copy/server.ts'
import { SqliteSide } from './copy/sqlite-side.ts'
import { type Figures, figuresOf, figuresOfSide } from './snapshot.ts'

const instant = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY'

/**
 * Copies a PostgreSQL database as it is at one instant into a new SQLite file with the same tables, and compares both row by row.
 * Others go on writing. Throws a {@link StartError}.
 */
export async function snapshotPostgresql(url: string, to: string, show: Show): Promise<Figures> {
  try {
    return await onServer(url, instant, async (client) => {
      const done = await migrationsOf(client, shownName(url))
      const known = readMigrations('sqlite').filter(({ name }) => done.has(name))
      await migrateFile(to, known, makeLog('warn'))
      const from = new PostgresqlSide(client)
      await fillFile(to, from, show)
      const figures = await figuresOfSide(from)
      return compared(to, figures)
    })
  } catch (error) {
    await rm(to, { force: true })
    throw error
  }
}

async function fillFile(path: string, from: PostgresqlSide, show: Show): Promise<void> {
  const file = new BetterSqlite3(path)
  try {
    file.pragma('foreign_keys = OFF')
    file.pragma('synchronous = OFF')
    file.exec('BEGIN IMMEDIATE')
    await copyAll(from, new SqliteSide(file), show)
    file.exec('COMMIT')
  } finally {
    file.close()
  }
}

async function compared(path: string, figures: Omit<Figures, 'migrations'>): Promise<Figures> {
  const file = new BetterSqlite3(path, { readonly: true })
  try {
    const copied = await figuresOf(file)
    const { rows, ledger } = copied
    if (!isDeepStrictEqual({ rows, ledger }, figures)) throw new Error('the copy does not have the same figures')
    return copied
  } finally {
    file.close()
  }
}

/** Names of the migrations that were done to it. */
async function migrationsOf(client: pg.Client, name: string): Promise<Set<string>> {
  const tables = await client.query(
    `SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename IN ('_prisma_migrations', 'setting')`,
  )
  if (tables.rowCount !== 2) throw new StartError(`${name} is no database of this program: see DATABASE_URL.`)
  const { rows: past } = await client.query<Past>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS done FROM _prisma_migrations
     WHERE rolled_back_at IS NULL ORDER BY started_at`,
  )
  pending(past, readMigrations('postgresql'), name)
  const { rows: marks } = await client.query<{ name: string; value: string }>(
    'SELECT name, value FROM setting WHERE name IN ($1, $2)',
    [movedMark, movingMark],
  )
  if (marks[0]) throw refusal(name, marks[0])
  return new Set(past.map((migration) => migration.name))
}
