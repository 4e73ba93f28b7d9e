/** The database on a PostgreSQL server, shared by several processes. */
import pg from 'pg'
import { StartError } from '../../start-error.ts'
import { connect } from '../client.ts'
import { Connected } from '../connected.ts'
import type { Database } from '../database.ts'
import { readMigrations } from '../migrations/files.ts'
import type { OpenOptions } from '../open.ts'
import { postgresqlAdapter } from './adapter.ts'
import { migrateServer } from './migrate.ts'
import { Shared } from './shared.ts'

/** Most connections that one process uses at once for statements; it has one more for leading and notifying. */
const POOL = 8

export async function openPostgresql(url: string, { log, migrations }: OpenOptions): Promise<Database> {
  const config: pg.PoolConfig = {
    connectionString: url,
    application_name: 'regulars',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    statement_timeout: 60_000,
    idle_in_transaction_session_timeout: 120_000,
  }
  const name = nameOf(url)
  try {
    await migrateServer(config, name, readMigrations('postgresql', migrations), log)
    const pool = new pg.Pool({ ...config, max: POOL })
    const adapter = await postgresqlAdapter(pool, (error) =>
      log.warn({ err: error }, 'A connection to the database broke'),
    )
    return new Connected('postgresql', await connect('postgresql', adapter), new Shared(config, pool, log))
  } catch (error) {
    throw explained(name, error)
  }
}

/** Host, port and database: what may be shown of an address. */
function nameOf(url: string): string {
  try {
    const { host, pathname } = new URL(url)
    return `the database ${decodeURIComponent(pathname.slice(1)) || 'of that user'} on ${host || 'this machine'}`
  } catch (error) {
    throw new StartError(
      'DATABASE_URL is not an address: write it like postgresql://user:password@host:5432/database.',
      { cause: error },
    )
  }
}

const explained = (_name: string, error: unknown) => error
