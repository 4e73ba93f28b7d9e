/** Prepared statements of one connection, kept: preparing takes longer than running a small one. */
import type BetterSqlite3 from 'better-sqlite3'
import type { Value } from '../runner.ts'
import type { Text } from '../statement.ts'

export type Prepared = {
  rows(values: Value[]): object[]
  changes(values: Value[]): number
  each(rows: Value[][]): object[]
}

type Row = Record<string, unknown>
type Conversion = (row: Row) => void

/** Texts are few and fixed; the bound is there for those that are put together. */
const MOST = 500

export class Statements {
  readonly #client: BetterSqlite3.Database
  readonly #kept = new Map<string, Prepared>()

  constructor(client: BetterSqlite3.Database) {
    this.#client = client
  }

  get(text: Text): Prepared {
    const known = this.#kept.get(text.sql)
    if (known !== undefined) return known
    if (this.#kept.size >= MOST) this.#kept.clear()
    const prepared = prepare(this.#client, text)
    this.#kept.set(text.sql, prepared)
    return prepared
  }
}

function prepare(client: BetterSqlite3.Database, text: Text): Prepared {
  const statement = client.prepare(text.sql).safeIntegers(false)
  const conversions = statement.reader
    ? statement.columns().flatMap(({ name, type }) => conversion(name, type, text))
    : []
  const rows = (values: Value[]) => {
    const found = statement.all(...values.map(bindable)) as Row[]
    if (conversions.length) for (const row of found) for (const convert of conversions) convert(row)
    return found
  }
  if (statement.reader)
    return { rows, changes: (values) => rows(values).length, each: (list) => list.flatMap((values) => rows(values)) }
  const changes = (values: Value[]) => statement.run(...values.map(bindable)).changes
  const nothing = (values: Value[]) => {
    changes(values)
    return []
  }
  return { rows: nothing, changes, each: (list) => list.flatMap(nothing) }
}

/** A number would be taken as floating point, and divided as one. */
function bindable(value: Value): string | number | bigint | null {
  if (typeof value === 'boolean') return value ? 1 : 0
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : value
}

/** Times are kept as milliseconds since 1970, booleans as 0 and 1; the table or the alias tells which they are. */
function conversion(name: string, declared: string | null, text: Text): Conversion[] {
  const type = text.types.get(name) ?? declared
  if (type === 'time' || type === 'DATETIME') {
    return [
      (row) => {
        const value = row[name]
        if (value !== null) row[name] = new Date(value as number)
      },
    ]
  }
  if (type === 'boolean' || type === 'BOOLEAN') {
    return [
      (row) => {
        const value = row[name]
        if (value !== null) row[name] = value !== 0
      },
    ]
  }
  return []
}
