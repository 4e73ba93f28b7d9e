/** Applies migrations with Prisma's own engine, within a transaction of ours. */
import type { SqlDriverAdapter, SqlQueryable } from '@prisma/driver-adapter-utils'
import { causeOf } from '../cause.ts'
import type { Dialect } from '../database.ts'
import { migrationList, NO_FILTER, startEngine } from './engine.ts'
import type { Migration } from './files.ts'

/** `connection` has a transaction open; `script` runs statements separated by `;` in it. */
export type Target = { dialect: Dialect; connection: SqlQueryable; script(sql: string): Promise<void> }

/**
 * Applies those not yet applied, and notes them in Prisma's history. When one fails it throws an error with its name
 * and what the database said; the caller then rolls back, which undoes all of them, or else commits.
 */
export async function apply(target: Target, migrations: Migration[]): Promise<void> {
  const { connection } = target
  let failure: unknown
  const run = async (sql: string) => {
    const statement = (text: string) => connection.executeRaw({ sql: text, args: [], argTypes: [] })
    await statement('SAVEPOINT migration')
    try {
      await target.script(sql)
    } catch (error) {
      const name = migrations.find((migration) => migration.sql === sql)?.name
      failure ??= new Error(`${name}: ${causeOf(error).message}`, { cause: error })
      await statement('ROLLBACK TO SAVEPOINT migration')
      throw error
    } finally {
      await statement('RELEASE SAVEPOINT migration')
    }
  }
  const adapter: SqlDriverAdapter = {
    provider: connection.provider,
    adapterName: connection.adapterName,
    queryRaw: (query) => connection.queryRaw(query),
    executeRaw: (query) => connection.executeRaw(query),
    executeScript: run,
    startTransaction: () => Promise.reject(new Error('a migration runs in a transaction already')),
    dispose: async () => {},
  }
  const connect = async () => adapter
  const { provider, adapterName } = connection
  const engine = await startEngine({ provider, adapterName, connect, connectToShadowDb: connect })
  try {
    await engine.applyMigrations({ migrationsList: migrationList(target.dialect, migrations), filters: NO_FILTER })
  } catch (error) {
    throw failure ?? error
  } finally {
    engine.free()
  }
}
