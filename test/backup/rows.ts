/** Rows of any table, made by what its catalog says: for copies that must not care what is in them. */
import BetterSqlite3 from 'better-sqlite3'
import fc from 'fast-check'
import type { CopiedTable, Kind } from '../../src/backup/copy/side.ts'
import { SqliteSide } from '../../src/backup/copy/sqlite-side.ts'

type Value = string | bigint | null

/** Times of the years 1 to 9999, many of them before 1970; numbers as far as they are exact; text that any database can hold. */
const values: Record<Kind, fc.Arbitrary<Value>> = {
  text: fc
    .oneof(
      fc.string({ unit: 'binary', maxLength: 40 }),
      fc.constantFrom(
        '',
        '~',
        '1:a',
        ' ',
        '\\',
        '"',
        "'",
        '{"a":[1,null]}',
        '🧋👩‍👩‍👧',
        '\u0001\u001f\u007f\u2028',
        'a\r\nb\t',
        '已',
        'e\u0301',
        '\ufeff',
      ),
    )
    .map((text) => text.toWellFormed().replaceAll('\0', '\ufffd')),
  number: fc.oneof(fc.integer({ min: -5, max: 5 }), fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })).map(BigInt),
  boolean: fc.constantFrom(0n, 1n),
  time: fc
    .oneof(
      fc.integer({ min: Date.parse('0001-01-01T00:00:00Z'), max: Date.parse('9999-12-31T23:59:59.999Z') }),
      fc.constantFrom(0, -1, 999, Date.parse('1969-12-31T23:59:59.999Z'), Date.parse('2026-11-22T20:30:00.001Z')),
    )
    .map(BigInt),
}

/** Columns that hold 64 bits. */
const wide = fc.integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }).map(BigInt)

type Info = { name: string; type: string; notnull: number; pk: number }
type Reference = { from: string; table: string; to: string }

/** Puts up to `most` rows made of that seed into every table of the file. Gives how many each has. */
export async function fillAny(path: string, seed: number, most: number): Promise<Record<string, number>> {
  const client = new BetterSqlite3(path)
  client.pragma('foreign_keys = ON')
  const counts: Record<string, number> = {}
  try {
    for (const table of await new SqliteSide(client).tables()) counts[table.name] = fillTable(client, table, seed, most)
  } finally {
    client.close()
  }
  return counts
}

function fillTable(client: BetterSqlite3.Database, table: CopiedTable, seed: number, most: number): number {
  const infos = client.pragma(`table_info("${table.name}")`) as Info[]
  const references = client.pragma(`foreign_key_list("${table.name}")`) as Reference[]
  const columns = infos.map(({ name, type, notnull, pk }) => {
    const reference = references.find(({ from }) => from === name)
    if (reference) {
      const keys = client.prepare<[], string>(`SELECT "${reference.to}" FROM "${reference.table}"`).pluck().all()
      return fc.constantFrom(...keys)
    }
    const { kind } = table.columns.find((column) => column.name === name) ?? { kind: 'text' as const }
    if (name === table.counter && name === 'id') return fc.integer({ min: 1, max: 2 ** 40 }).map(BigInt)
    const some = type === 'BIGINT' ? wide : values[kind]
    return notnull || pk ? some : fc.option(some, { freq: 3 })
  })
  const insert = client.prepare(
    `INSERT OR IGNORE INTO "${table.name}" (${infos.map(({ name }) => `"${name}"`)}) VALUES (${infos.map(() => '?')})`,
  )
  const rows =
    fc.sample(fc.array(fc.tuple(...columns), { minLength: 1, maxLength: most }), { seed, numRuns: 1 })[0] ?? []
  return rows.reduce((sum, row) => sum + insert.run(...row).changes, 0)
}

/** All rows of that table of a SQLite file, each as JSON, in an order that they alone give. */
export function contentOf(path: string, table: string): string[] {
  const client = new BetterSqlite3(path, { readonly: true })
  try {
    const columns = (client.pragma(`table_info("${table}")`) as Info[]).map(({ name }) => `"${name}"`).sort()
    const rows = client.prepare<[], unknown[]>(`SELECT ${columns} FROM "${table}"`).raw().safeIntegers().all()
    return rows
      .map((row) => JSON.stringify(row, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)))
      .sort()
  } finally {
    client.close()
  }
}
