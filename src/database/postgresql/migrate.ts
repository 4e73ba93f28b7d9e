/** Brings a PostgreSQL database up to date, one process at a time. */
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import type { Log } from '../../log.ts'
import { StartError } from '../../start-error.ts'
import { causeOf } from '../cause.ts'
import { apply } from '../migrations/apply.ts'
import type { Migration } from '../migrations/files.ts'
import { pending, readHistory } from '../migrations/history.ts'

/** Key of the lock that the process that migrates holds; Prisma's own waits ten seconds at most. */
export const LOCK = 20_748_911

/** Applies all that is missing or, if one fails, nothing. `name` is what people know the database by. Throws a StartError. */
export async function migrateServer(
  config: pg.PoolConfig,
  name: string,
  migrations: Migration[],
  log: Log,
): Promise<void> {
  const pool = new pg.Pool({ ...config, max: 1, statement_timeout: 0, lock_timeout: 0 })
  pool.on('error', () => {})
  const adapter = await new PrismaPg(pool, { disposeExternalPool: true }).connect()
  try {
    // Not by the adapter, which would hide why a server cannot be reached.
    await pool.query('SELECT 1')
    if (!(await missing(adapter)).length) return
    const transaction = await adapter.startTransaction()
    const statement = (sql: string) => transaction.executeRaw({ sql, args: [], argTypes: [] })
    try {
      await statement(`SELECT pg_advisory_xact_lock(${LOCK})`)
      const applied = (await missing(transaction)).map((migration) => migration.name)
      if (applied.length) {
        // Without parameters the driver sends the whole text at once, and the server takes it apart.
        await apply(
          { dialect: 'postgresql', connection: transaction, script: async (sql) => void (await statement(sql)) },
          migrations,
        )
      }
      await statement('COMMIT')
      await transaction.commit()
      if (applied.length) log.info({ applied }, 'The database was brought up to date')
    } catch (error) {
      await statement('ROLLBACK').catch(() => {})
      await transaction.rollback()
      throw error instanceof StartError ? error : failed(name, error)
    }
  } finally {
    await adapter.dispose()
  }

  async function missing(database: Parameters<typeof readHistory>[1]): Promise<Migration[]> {
    return pending((await readHistory('postgresql', database, name)) ?? [], migrations, name)
  }
}

function failed(name: string, cause: unknown): StartError {
  const [reason] = causeOf(cause).message.split('\n')
  return new StartError(
    `${name} could not be brought up to date and is as it was (${reason}): go back to the version you had, and report this.`,
    { cause },
  )
}
