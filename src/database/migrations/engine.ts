/** Prisma's schema engine, as WebAssembly. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { SqlMigrationAwareDriverAdapterFactory } from '@prisma/driver-adapter-utils'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm'
import type { Dialect } from '../database.ts'
import type { Migration } from './files.ts'
import { migrationsFolder } from './files.ts'

export const NO_FILTER = { externalTables: [], externalEnums: [] }

type Exports = { __wbindgen_start(): void }
type Bindings = { SchemaEngine: typeof SchemaEngine; __wbg_set_wasm(exports: Exports): void }
/** The part of it that is used; the types of Node leave it to those of browsers. */
type WebAssembly = {
  instantiate(code: Uint8Array, imports: Record<string, object>): Promise<{ instance: { exports: Exports } }>
}

let loading: Promise<Bindings> | undefined

/**
 * Loaded by hand: the package imports its `.wasm` as a module, which Node calls experimental and warns about, and
 * takes 5 MB that a start without anything to migrate does not need.
 */
async function load(): Promise<Bindings> {
  const module = '@prisma/schema-engine-wasm/schema_engine_bg'
  const bindings: Bindings = await import(module)
  const code = readFileSync(
    createRequire(import.meta.url)
      .resolve(module)
      .replace(/\.js$/, '.wasm'),
  )
  const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssembly }
  const { exports } = (await WebAssembly.instantiate(code, { './schema_engine_bg.js': bindings })).instance
  bindings.__wbg_set_wasm(exports)
  // Where the engine says why it gives up; without it that is lost.
  const told = (message: string) => {
    throw new Error(`the schema engine gave up: ${message}`)
  }
  Object.assign(globalThis, { PRISMA_WASM_PANIC_REGISTRY: { set_message: told } })
  exports.__wbindgen_start()
  return bindings
}

/** `schema`: the text to start from, if the engine is to know one. To be freed by the caller. */
export async function startEngine(
  adapter: SqlMigrationAwareDriverAdapterFactory,
  schema?: string,
): Promise<SchemaEngine> {
  loading ??= load()
  const { SchemaEngine } = await loading
  const datamodels: [string, string][] | undefined = schema === undefined ? undefined : [['schema.prisma', schema]]
  return SchemaEngine.new({ datamodels }, () => {}, bindMigrationAwareSqlAdapterFactory(adapter))
}

/** The migrations in the shape that the engine takes them. */
export function migrationList(dialect: Dialect, migrations: Migration[]): MigrationList {
  return {
    baseDir: migrationsFolder(dialect),
    lockfile: { path: 'migration_lock.toml', content: `provider = "${dialect}"\n` },
    shadowDbInitScript: '',
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  }
}
