/** What was done to a database, and whether this version of the program can go on from there. */
import { StartError } from '../../start-error.ts'
import type { Dialect } from '../database.ts'
import type { Migration } from './files.ts'

/** A row of Prisma's own history. `done` is false for a migration that was begun and neither ended nor undone. */
export type Past = { name: string; checksum: string; done: boolean }

/** What a history is read with: one of Prisma's adapters, or anything that answers a statement. */
type Asked = { queryRaw(query: { sql: string; args: []; argTypes: [] }): Promise<{ rows: unknown[][] }> }

/** Tables of the database, Prisma's history among them, but none of the database's own. */
const TABLES: Record<Dialect, string> = {
  sqlite: `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
  postgresql: 'SELECT tablename::text FROM pg_catalog.pg_tables WHERE schemaname = current_schema()',
}

const HISTORY = `SELECT migration_name, checksum, finished_at IS NOT NULL FROM _prisma_migrations
  WHERE rolled_back_at IS NULL ORDER BY started_at`

/** Undefined for an empty database. Throws a StartError for a database that holds something else. */
export async function readHistory(dialect: Dialect, database: Asked, name: string): Promise<Past[] | undefined> {
  const tables = (await select(database, TABLES[dialect])).map(([table]) => String(table))
  if (tables.includes('_prisma_migrations')) {
    const rows = await select(database, HISTORY)
    return rows.map(([migration, checksum, done]) => ({
      name: String(migration),
      checksum: String(checksum),
      done: Boolean(done),
    }))
  }
  if (tables.length === 0) return undefined
  throw new StartError(
    `${name} belongs to another program (it has the table ${tables[0]}): set DATABASE_URL to a database of its own.`,
  )
}

async function select(database: Asked, sql: string): Promise<unknown[][]> {
  return (await database.queryRaw({ sql, args: [], argTypes: [] })).rows
}

/** The migrations still to be done, oldest first. Throws a StartError when it is not safe to go on. */
export function pending(past: Past[], migrations: Migration[], name: string): Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]))
  const unfinished = past.find(({ done }) => !done)
  if (unfinished) {
    throw new StartError(
      `${name} has the migration ${unfinished.name} half done by another tool: restore the copy made before it, or end it with "prisma migrate resolve".`,
    )
  }
  const newer = past.find((migration) => !known.has(migration.name))
  if (newer) {
    throw new StartError(
      `${name} was made by a newer version of the program (migration ${newer.name}): start that version, or restore the copy made before it.`,
    )
  }
  const edited = past.find((migration) => known.get(migration.name)?.checksum !== migration.checksum)
  if (edited) {
    throw new StartError(
      `${name} was made with another text of the migration ${edited.name}: put its file in prisma/migrations back as it was.`,
    )
  }
  const done = new Set(past.map((migration) => migration.name))
  return migrations.filter((migration) => !done.has(migration.name))
}
