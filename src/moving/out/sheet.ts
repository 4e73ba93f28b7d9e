import type { Sql } from '../../database/database.ts'

export type Cell = string | number | null

/** A file of the export: its columns, and its rows, some at a time, in the order of their key. */
export type Sheet = {
  name: string
  columns: readonly string[]
  /** At most so many rows after that key; none when there are no more. */
  page(sql: Sql, after: Key | undefined, most: number): Promise<{ key: Key; cells: readonly Cell[] }[]>
}

export type Key = string | number

/** Value of a column of the database. */
type Value = string | number | boolean | Date | null

type Listing = {
  name: string
  /** Tables and joins. */
  from: string
  /** Column by which rows are found one after another. */
  key: string
  numbered?: boolean
  /** What stands in which column, as SQL. */
  columns: Readonly<Record<string, string>>
}

/** Rows as they are kept. */
export function listing({ name, from, key, numbered = false, columns }: Listing): Sheet {
  const names = Object.keys(columns)
  const selected = Object.entries(columns).map(([column, what]) => `${what} AS "${column}"`)
  const text = `SELECT ${key} AS "row key", ${selected.join(', ')} FROM ${from} WHERE ${key} > ? ORDER BY ${key} LIMIT ?`
  return {
    name,
    columns: names,
    async page(sql, after = numbered ? 0 : '', most) {
      const rows = await sql.query<Record<string, Value>>(text, after, most)
      return rows.map((row) => ({
        key: row['row key'] as Key,
        cells: names.map((column) => cellOf(row[column] ?? null)),
      }))
    },
  }
}

/** As the import reads it: times in UTC, yes and no. */
export function cellOf(value: Value): Cell {
  if (value instanceof Date) return value.toISOString()
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : value
}
