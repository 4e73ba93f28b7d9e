/** The migrations that this version of the program brings. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Dialect } from '../database.ts'

/** `checksum` is SHA-256 in hex, as Prisma keeps it in its history. */
export type Migration = { name: string; sql: string; checksum: string }

const FOLDER = fileURLToPath(new URL('../../../prisma/migrations', import.meta.url))

/** Where the migrations of that dialect are, under the folder given or the one of this program. */
export const migrationsFolder = (dialect: Dialect, folder = FOLDER) => join(folder, dialect)

/** All of them, oldest first: a name starts with the time of its making. */
export function readMigrations(dialect: Dialect, folder?: string): Migration[] {
  const path = migrationsFolder(dialect, folder)
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => {
      const sql = readFileSync(join(path, name, 'migration.sql'), 'utf8')
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') }
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}
