/** Migrations for tests, beside those of the program. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { onTestFinished } from 'vitest'
import type { Dialect } from '../../src/database/database.ts'

const OURS = fileURLToPath(new URL('../../prisma/migrations', import.meta.url))

/** A folder with ours and, for that database, these more. Gone at the end of the test. */
export function migrationsWith(dialect: Dialect, more: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'regulars-migrations-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  cpSync(OURS, folder, { recursive: true })
  for (const [name, sql] of Object.entries(more)) {
    mkdirSync(join(folder, dialect, name), { recursive: true })
    writeFileSync(join(folder, dialect, name, 'migration.sql'), sql)
  }
  return folder
}
