/** Writes what has changed in `schema.prisma` as a new migration of both databases: `npm run migration -- <name>`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PrismaBetterSqlite3 } from '@prisma/adapter-better-sqlite3'
import { PrismaPg } from '@prisma/adapter-pg'
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import pg from 'pg'
import type { Dialect } from '../src/database/database.ts'
import { migrationList, NO_FILTER, startEngine } from '../src/database/migrations/engine.ts'
import { migrationsFolder, readMigrations } from '../src/database/migrations/files.ts'
import type { Server } from '../test/postgresql/start.ts'
import { startPostgresql } from '../test/postgresql/start.ts'
import { derivePostgresql } from './derive.ts'

const name = process.argv[2]
if (!name || !/^[a-z][a-z0-9_]*$/.test(name)) {
  process.stderr.write('Name the migration in small letters: npm run migration -- add_complaints\n')
  process.exit(1)
}

const schema = readFileSync(fileURLToPath(new URL('schema.prisma', import.meta.url)), 'utf8')
const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)

/** The statements that lead from the migrations so far to that schema. */
async function difference(dialect: Dialect, schema: string, adapter: SqlMigrationAwareDriverAdapterFactory) {
  mkdirSync(migrationsFolder(dialect), { recursive: true })
  const engine = await startEngine(adapter, schema)
  const { stdout } = await engine.diff({
    from: { tag: 'migrations', ...migrationList(dialect, readMigrations(dialect)) },
    to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content: schema }] },
    script: true,
    exitCode: null,
    filters: NO_FILTER,
  })
  engine.free()
  return stdout ?? ''
}

function write(dialect: Dialect, sql: string): void {
  const lock = join(migrationsFolder(dialect), 'migration_lock.toml')
  writeFileSync(lock, `provider = "${dialect}"\n`)
  if (/^\s*(--.*empty.*)?\s*$/i.test(sql)) {
    process.stdout.write(`${dialect}: nothing has changed\n`)
    return
  }
  const folder = join(migrationsFolder(dialect), `${stamp}_${name}`)
  mkdirSync(folder)
  writeFileSync(join(folder, 'migration.sql'), sql)
  process.stdout.write(`${dialect}: ${join(folder, 'migration.sql')}\n`)
}

/**
 * Databases that are thrown away. Prisma's adapter refuses the type "char" of the server's own tables, which its
 * engine asks for: it is told that they are text.
 */
function shadow(server: Server): SqlMigrationAwareDriverAdapterFactory {
  const connect = async (database: string) => {
    const pool = new pg.Pool({ connectionString: server.url(database) })
    const query = pool.query.bind(pool) as (config: pg.QueryConfig) => Promise<pg.QueryResult>
    const { CHAR, TEXT } = pg.types.builtins
    const asText = async (config: pg.QueryConfig) => {
      const result = await query(config)
      for (const field of result.fields ?? []) if (field.dataTypeID === CHAR) field.dataTypeID = TEXT
      return result
    }
    Object.assign(pool, { query: asText })
    return new PrismaPg(pool, { disposeExternalPool: true }).connect()
  }
  const { provider, adapterName } = new PrismaPg({})
  return {
    provider,
    adapterName,
    connect: () => connect('postgres'),
    connectToShadowDb: async () => {
      const postgres = await connect('postgres')
      await postgres.executeScript('CREATE DATABASE shadow')
      await postgres.dispose()
      return connect('shadow')
    },
  }
}

const server = await startPostgresql()
try {
  write('sqlite', await difference('sqlite', schema, new PrismaBetterSqlite3({ url: ':memory:' })))
  write('postgresql', await difference('postgresql', derivePostgresql(schema), shadow(server)))
} finally {
  await server.stop()
}
