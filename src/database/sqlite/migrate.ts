/** Brings a SQLite file up to date before it is opened. */
import { renameSync, rmSync } from 'node:fs'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import type BetterSqlite3 from 'better-sqlite3'
import type { Log } from '../../log.ts'
import { StartError } from '../../start-error.ts'
import { causeOf } from '../cause.ts'
import { apply } from '../migrations/apply.ts'
import type { Migration } from '../migrations/files.ts'
import { pending, readHistory } from '../migrations/history.ts'

/**
 * Keeps a copy of a database that is in use as `<path>.before-<migration>`, then applies all that is missing or, if
 * one fails, nothing. Nobody else may have the file open. Throws a StartError.
 */
export async function migrateFile(path: string, migrations: Migration[], log: Log): Promise<void> {
  const adapter = await new PrismaBetterSqlite3({ url: path }).connect()
  const { client } = adapter as unknown as { client: BetterSqlite3.Database }
  try {
    const past = await readHistory('sqlite', adapter, path)
    const missing = pending(past ?? [], migrations, path)
    const [first] = missing
    if (first === undefined) return
    const copy = past && keepCopy(client, `${path}.before-${first.name}`)
    // Tables are made anew by some migrations, with others referring to them; what refers to nothing is looked for after.
    client.pragma('foreign_keys = OFF')
    client.exec('BEGIN IMMEDIATE')
    try {
      await apply({ dialect: 'sqlite', connection: adapter, script: async (sql) => void client.exec(sql) }, migrations)
      const [broken] = client.pragma('foreign_key_check') as { table: string; parent: string }[]
      if (broken) throw new Error(`rows of ${broken.table} would refer to a missing ${broken.parent}`)
      client.exec('COMMIT')
    } catch (error) {
      if (client.inTransaction) client.exec('ROLLBACK')
      throw failed(path, error, copy)
    }
    const applied = missing.map(({ name }) => name)
    log.info({ applied, ...(copy ? { copy } : {}) }, 'The database was brought up to date')
  } finally {
    await adapter.dispose()
  }
}

/** Throws a StartError when that file, which another process has open, is not as this version of the program needs it. */
export async function checkMigrated(path: string, migrations: Migration[]): Promise<void> {
  const adapter = await new PrismaBetterSqlite3({ url: path }).connect()
  try {
    const past = await readHistory('sqlite', adapter, path)
    if (pending(past ?? [], migrations, path).length > 0)
      throw new StartError(`${path} is in use by an older version of the program: end that one first.`)
  } finally {
    await adapter.dispose()
  }
}

/** Includes what is still in the write-ahead log. Whole or not there: it gets its name when it is complete. */
function keepCopy(client: BetterSqlite3.Database, copy: string): string {
  const unfinished = `${copy}.unfinished`
  rmSync(unfinished, { force: true })
  client.prepare('VACUUM INTO ?').run(unfinished)
  renameSync(unfinished, copy)
  return copy
}

function failed(path: string, cause: unknown, copy: string | undefined): StartError {
  const [reason] = causeOf(cause).message.split('\n')
  const kept = copy ? ` A copy of it is ${copy}.` : ''
  return new StartError(
    `${path} could not be brought up to date and is as it was (${reason}): go back to the version you had, and report this.${kept}`,
    { cause },
  )
}
