/** The database on a PostgreSQL server, shared by several processes. */
import { PrismaPg } from '@prisma/adapter-pg'
import pg from 'pg'
import { makeClient } from '../client.ts'
import { Connected } from '../connected.ts'
import type { Database } from '../database.ts'
import { readMigrations } from '../migrations/files.ts'
import { refuseMoved } from '../moved.ts'
import type { OpenOptions } from '../open.ts'
import { explained, shownName } from './address.ts'
import { PostgresqlConnection } from './connection.ts'
import { migrateServer } from './migrate.ts'
import { Shared } from './shared.ts'
import { types } from './types.ts'

/** Most connections that one process uses at once for statements; it has one more for leading and notifying. */
const POOL = 8

export async function openPostgresql(url: string, { log, migrations }: OpenOptions): Promise<Database> {
  const name = shownName(url)
  const config: pg.PoolConfig = {
    connectionString: url,
    application_name: 'regulars',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    // Above the limit of a transaction, so that the server ends only what is left over.
    statement_timeout: 60_000,
    idle_in_transaction_session_timeout: 90_000,
  }
  try {
    await migrateServer(config, name, readMigrations('postgresql', migrations), log)
  } catch (error) {
    throw explained(name, error)
  }
  const pool = new pg.Pool({ ...config, max: POOL, types })
  pool.on('error', (error) => log.warn({ err: error }, 'A connection to the database broke'))
  const connection = new PostgresqlConnection(pool, log)
  const shared = new Shared(config, connection, log)
  const database = new Connected({
    dialect: 'postgresql',
    connection,
    prisma: () => makeClient('postgresql', new PrismaPg(pool)),
    isAwaited: () => false,
    lead: (topic, run) => shared.lead(topic, run),
    notify: (topic) => shared.notify(topic),
    on: (topic, listener) => shared.on(topic, listener),
    close: async () => {
      await shared.close()
      await connection.close()
    },
  })
  return refuseMoved(database, name)
}
