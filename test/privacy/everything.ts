import { expect } from 'vitest'
import type { Database } from '../../src/database/database.ts'

const tables = {
  sqlite: `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'`,
  postgresql: `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
}

/** Every row of every table that holds one of those words in whatever column, capitals aside: `table: row`. */
export async function rowsWith(database: Database, words: readonly string[]): Promise<string[]> {
  const found: string[] = []
  const names = await database.query<{ name: string }>(tables[database.dialect])
  expect(names.length).toBeGreaterThan(30)
  for (const { name } of names) {
    const rows = await database.query<Record<string, unknown>>(`SELECT * FROM "${name}"`)
    for (const row of rows) {
      const written = JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? String(value) : value))
      if (words.some((word) => written.toLowerCase().includes(word.toLowerCase()))) found.push(`${name}: ${written}`)
    }
  }
  return found
}
