/** What has changed in the schema since the last migration. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { PrismaPg } from '@prisma/adapter-pg'
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import pg from 'pg'
import type { Dialect } from '../src/database/database.ts'
import { migrationList, NO_FILTER, startEngine } from '../src/database/migrations/engine.ts'
import { readMigrations } from '../src/database/migrations/files.ts'
import { derivePostgresql } from './derive.ts'

/** The schema as that database has it. */
export function readSchema(dialect: Dialect): string {
  const schema = readFileSync(fileURLToPath(new URL('schema.prisma', import.meta.url)), 'utf8')
  return dialect === 'sqlite' ? schema : derivePostgresql(schema)
}

/**
 * The statements that lead from the migrations so far to that schema; undefined when there are none. `server` is the
 * address of a PostgreSQL database of which another can be made on its server for the time being.
 */
export async function difference(dialect: Dialect, schema: string, server: string): Promise<string | undefined> {
  const adapter = dialect === 'sqlite' ? inMemory() : beside(server)
  const engine = await startEngine(adapter, schema)
  try {
    const { exitCode, stdout } = await engine.diff({
      from: { tag: 'migrations', ...migrationList(dialect, readMigrations(dialect)) },
      to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schema }] },
      script: true,
      exitCode: true,
      filters: NO_FILTER,
    })
    return exitCode === 0 ? undefined : (stdout ?? undefined)
  } finally {
    engine.free()
  }
}

/**
 * The engine runs whole migrations on the second as if they were one statement, and asks for partial indexes with
 * their names in the quotes of a column: the adapter refuses both.
 */
function inMemory(): SqlMigrationAwareDriverAdapterFactory {
  const factory = new PrismaBetterSqlite3({ url: ':memory:' })
  const { provider, adapterName } = factory
  const connectToShadowDb = async () => {
    const shadow = await factory.connectToShadowDb()
    const executeRaw = shadow.executeRaw.bind(shadow)
    shadow.executeRaw = async (query) => {
      if (query.args.length > 0) return executeRaw(query)
      await shadow.executeScript(query.sql)
      return 0
    }
    const queryRaw = shadow.queryRaw.bind(shadow)
    shadow.queryRaw = (query) => queryRaw({ ...query, sql: query.sql.replace(/\bname = "(\w+)"/, "name = '$1'") })
    return shadow
  }
  return { provider, adapterName, connect: () => factory.connect(), connectToShadowDb }
}

/** That database, and one made beside it on which the engine tries the migrations. */
function beside(server: string): SqlMigrationAwareDriverAdapterFactory {
  const { provider, adapterName } = new PrismaPg({})
  const connect = () => open(server)
  const connectToShadowDb = async () => {
    const name = `shadow_${crypto.randomUUID().replaceAll('-', '')}`
    const main = await open(server)
    await main.executeScript(`CREATE DATABASE ${name}`)
    const url = new URL(server)
    url.pathname = name
    const shadow = await open(url.href)
    const dispose = shadow.dispose.bind(shadow)
    shadow.dispose = async () => {
      await dispose()
      await main.executeScript(`DROP DATABASE ${name}`)
      await main.dispose()
    }
    return shadow
  }
  return { provider, adapterName, connect, connectToShadowDb }
}

/**
 * Prisma's adapter refuses the type "char" of the server's own tables, which its engine asks for: the driver says that
 * such a column is text, and what leaves the adapter says what it is.
 */
async function open(connectionString: string): Promise<SqlDriverAdapter> {
  const pool = new pg.Pool({ connectionString })
  const query = pool.query.bind(pool) as (config: pg.QueryConfig) => Promise<pg.QueryResult>
  const { CHAR, TEXT } = pg.types.builtins
  const characters = new WeakMap<object, number[]>()
  const asText = async (config: pg.QueryConfig) => {
    const result = await query(config)
    const found = (result.fields ?? []).flatMap((field, index) => (field.dataTypeID === CHAR ? [index] : []))
    for (const field of result.fields ?? []) if (field.dataTypeID === CHAR) field.dataTypeID = TEXT
    if (found.length > 0) characters.set(result.rows, found)
    return result
  }
  Object.assign(pool, { query: asText })
  const adapter = await new PrismaPg(pool, { disposeExternalPool: true }).connect()
  const queryRaw = adapter.queryRaw.bind(adapter)
  adapter.queryRaw = async (config) => {
    const result = await queryRaw(config)
    for (const column of characters.get(result.rows) ?? []) result.columnTypes[column] = ColumnTypeEnum.Character
    return result
  }
  return adapter
}
