/** Many rows as one JSON parameter. */
import type { Columns, InputOf, Type } from './column.ts'
import { encoder, typeOf } from './column.ts'
import type { Dialect } from './database.ts'
import type { Value } from './runner.ts'

/**
 * A table expression with one placeholder, to select from or to join with:
 *
 *     const pairs = records({ platform: 'text', person: 'text' })
 *     sql.query(`SELECT i.* FROM ${pairs.in(sql.dialect)} AS given JOIN identity i ON …`, pairs.param(rows, sql.dialect))
 *
 * Besides the columns it has `nth`, the place of the row among those given (from 0), or what else `place` calls it: for
 * tables that have an `nth` of their own.
 */
export interface Records<C extends Columns> {
  readonly columns: C
  /** The expression, in brackets; put `AS name` behind it. */
  in(dialect: Dialect): string
  /** The parameter for its placeholder. */
  param(rows: readonly InputOf<C>[], dialect: Dialect): string
  /** The same rows as values, column by column. */
  values(rows: readonly InputOf<C>[], dialect: Dialect): Value[][]
}

export function records<const C extends Columns>(columns: C, place = 'nth'): Records<C> {
  const entries = Object.entries(columns)
  const expressions = { sqlite: sqlite(columns, place), postgresql: postgresql(columns, place) }
  const encoders = {
    sqlite: entries.map(([name, column]) => [name, encoder(column, 'sqlite')] as const),
    postgresql: entries.map(([name, column]) => [name, encoder(column, 'postgresql')] as const),
  }
  const values = (rows: readonly InputOf<C>[], dialect: Dialect) =>
    rows.map((row) =>
      encoders[dialect].map(([name, encode]) => encode((row as Record<string, unknown>)[name]) as Value),
    )
  return {
    columns,
    in: (dialect) => expressions[dialect],
    param: (rows, dialect) => JSON.stringify(values(rows, dialect)),
    values,
  }
}

function sqlite(columns: Columns, place: string): string {
  const list = Object.keys(columns).map((name, index) => `value ->> ${index} AS "${name}"`)
  return `(SELECT ${list.join(', ')}, key AS "${place}" FROM json_each(?))`
}

const CASTS: Record<Type, string> = {
  text: '',
  integer: '::integer',
  bigint: '::bigint',
  boolean: '::boolean',
  timestamp: '::timestamp',
}

function postgresql(columns: Columns, place: string): string {
  const list = Object.entries(columns).map(
    ([name, column], index) => `(value ->> ${index})${CASTS[typeOf(column)]} AS "${name}"`,
  )
  const from = 'jsonb_array_elements(?::jsonb) WITH ORDINALITY AS given (value, ordinal)'
  return `(SELECT ${list.join(', ')}, ordinal - 1 AS "${place}" FROM ${from})`
}
