/** Writes what has changed in `schema.prisma` as a new migration of both databases: `npm run migration -- <name>`. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { migrationsFolder } from '../src/database/migrations/files.ts'
import { startPostgresql } from '../test/postgresql/start.ts'
import { difference, readSchema } from './difference.ts'

const name = process.argv[2]
if (!name || !/^[a-z][a-z0-9_]*$/.test(name)) {
  process.stderr.write('Name the migration in small letters: npm run migration -- add_complaints\n')
  process.exit(1)
}

/** The same for both, so that their migrations are seen to belong together. */
const stamp = new Date().toISOString().replace(/\D/g, '').slice(0, 14)

const server = await startPostgresql()
try {
  for (const dialect of ['sqlite', 'postgresql'] as const) {
    const folder = migrationsFolder(dialect)
    mkdirSync(folder, { recursive: true })
    // Prisma's own commands want it.
    writeFileSync(join(folder, 'migration_lock.toml'), `provider = "${dialect}"\n`)
    const sql = await difference(dialect, readSchema(dialect), server.url('postgres'))
    const path = join(folder, `${stamp}_${name}`, 'migration.sql')
    if (sql !== undefined) {
      mkdirSync(join(path, '..'))
      writeFileSync(path, sql)
    }
    process.stdout.write(`${dialect}: ${sql === undefined ? 'nothing has changed' : relative('', path)}\n`)
  }
} finally {
  await server.stop()
}
