import { hash } from 'node:crypto'
import type BetterSqlite3 from 'better-sqlite3'
import {
  type CopiedTable,
  canonical,
  type Digest,
  inOrder,
  type Kind,
  kindOf,
  type Page,
  pageCharacters,
  pageRows,
  type Side,
} from './side.ts'

const kinds: Record<string, Kind> = {
  TEXT: 'text',
  INTEGER: 'number',
  BIGINT: 'number',
  BOOLEAN: 'boolean',
  DATETIME: 'time',
}

const tablesSql = `SELECT name, sql LIKE '%AUTOINCREMENT%' AS counts FROM sqlite_master
  WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE '\\_prisma%' ESCAPE '\\'`

const word = 2 ** 32

/** A SQLite file, by a connection that is in a transaction, or that nobody else writes beside. */
export class SqliteSide implements Side {
  readonly #client: BetterSqlite3.Database
  readonly #puts = new Map<string, BetterSqlite3.Statement>()

  constructor(client: BetterSqlite3.Database) {
    this.#client = client
  }

  async tables(): Promise<CopiedTable[]> {
    const found = this.#client.prepare<[], { name: string; counts: number }>(tablesSql).all()
    return inOrder(found.map(({ name, counts }) => this.#table(name, counts === 1)))
  }

  #table(name: string, counts: boolean): CopiedTable {
    const columns = this.#client.pragma(`table_info("${name}")`) as { name: string; type: string; pk: number }[]
    const refers = this.#client.pragma(`foreign_key_list("${name}")`) as { table: string }[]
    const key = columns.find(({ pk }) => pk === 1)?.name
    return {
      name,
      columns: columns.map(({ name: column, type }) => ({
        name: column,
        kind: kindOf(kinds, type, `${name}.${column}`),
      })),
      ...(counts && key !== undefined ? { counter: key } : {}),
      refers: refers.map(({ table }) => table),
    }
  }

  async *pages({ name, columns }: CopiedTable): AsyncIterable<Page> {
    const list = columns.map((column) => `"${column.name}"`).join(', ')
    let rows: string[] = []
    let characters = 0
    for (const row of this.#client.prepare<[], string>(`SELECT json_array(${list}) FROM "${name}"`).pluck().iterate()) {
      rows.push(row)
      characters += row.length
      if (rows.length < pageRows && characters < pageCharacters) continue
      yield pageOf(rows)
      rows = []
      characters = 0
    }
    if (rows.length > 0) yield pageOf(rows)
  }

  async put({ name, columns }: CopiedTable, { json }: Page): Promise<void> {
    const list = columns.map((column) => `"${column.name}"`).join(', ')
    const values = columns.map((_, index) => `value ->> ${index}`).join(', ')
    const sql = `INSERT INTO "${name}" (${list}) SELECT ${values} FROM json_each(?)`
    const statement = this.#puts.get(sql) ?? this.#client.prepare(sql)
    this.#puts.set(sql, statement)
    statement.run(json)
  }

  async digest(table: CopiedTable): Promise<Digest> {
    const text = canonical(table, (column) => `CAST(${column} AS TEXT)`)
    let rows = 0
    let first = 0
    let second = 0
    for (const row of this.#client.prepare<[], string>(`SELECT ${text} FROM "${table.name}"`).pluck().iterate()) {
      const bytes = hash('sha256', row, 'buffer')
      first = (first + bytes.readUInt32BE(0)) % word
      second = (second + bytes.readUInt32BE(4)) % word
      rows += 1
    }
    return { rows, sum: `${first} ${second}` }
  }

  async counters(tables: readonly CopiedTable[]): Promise<Record<string, number>> {
    const last = this.#client.prepare<[string], number>('SELECT seq FROM sqlite_sequence WHERE name = ?').pluck()
    const counting = tables.filter(({ counter }) => counter !== undefined)
    return Object.fromEntries(counting.map(({ name }) => [name, last.get(name) ?? 0]))
  }

  async count({ name }: CopiedTable, last: number): Promise<void> {
    this.#client.prepare('DELETE FROM sqlite_sequence WHERE name = ?').run(name)
    if (last > 0) this.#client.prepare('INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)').run(name, BigInt(last))
  }

  async figures(sql: string): Promise<Record<string, number>> {
    return { ...(this.#client.prepare(sql).get() as Record<string, number>) }
  }
}

const pageOf = (rows: readonly string[]): Page => ({ rows: rows.length, json: `[${rows.join()}]` })
