/** The statements that store and change sets of rows, made once for each table and kind of use. */
import type { Columns } from './column.ts'
import type { Dialect } from './database.ts'
import type { Records } from './records.ts'
import { records } from './records.ts'
import type { Text } from './statement.ts'
import { translate } from './statement.ts'
import type { Table } from './table.ts'

/** Takes one value: that of `given`. */
export type SetStatement = { text: Text; given: Records<Columns> }

/** {@link InsertOptions} without the types of one table. */
export type Insertion = {
  conflict?: 'ignore' | { key: readonly string[]; set: readonly string[] }
  returning?: readonly string[]
}

const cache = new WeakMap<Table, Map<string, SetStatement>>()

function cached(table: Table, use: string, make: () => SetStatement): SetStatement {
  const uses = cache.get(table) ?? new Map<string, SetStatement>()
  cache.set(table, uses)
  const statement = uses.get(use) ?? make()
  uses.set(use, statement)
  return statement
}

const list = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ')

export function insertion(table: Table, options: Insertion, dialect: Dialect): SetStatement {
  const { conflict, returning } = options
  const use = `insert ${dialect} ${conflict ? JSON.stringify(conflict) : ''} ${returning ?? ''}`
  return cached(table, use, () => {
    const columns = Object.fromEntries(Object.entries(table.columns).filter(([, column]) => column !== 'id'))
    const given = records(columns)
    const names = list(Object.keys(columns))
    // Without the condition SQLite would read ON CONFLICT as the ON of a join.
    let sql = `INSERT INTO "${table.name}" (${names}) SELECT ${names} FROM ${given.in(dialect)} AS given WHERE true ORDER BY nth`
    if (conflict === 'ignore') sql += ' ON CONFLICT DO NOTHING'
    else if (conflict) {
      const set = conflict.set.map((name) => `"${name}" = excluded."${name}"`).join(', ')
      sql += ` ON CONFLICT (${list(conflict.key)}) DO UPDATE SET ${set}`
    }
    if (returning?.length) sql += ` RETURNING ${list(returning)}`
    return { text: translate(sql, dialect), given }
  })
}

/** `given` has the columns of `by` and `set`. */
export function change(table: Table, by: readonly string[], set: readonly string[], dialect: Dialect): SetStatement {
  return cached(table, `update ${dialect} ${by} ${set}`, () => {
    const wanted = [...by, ...set]
    const given = records(Object.fromEntries(Object.entries(table.columns).filter(([name]) => wanted.includes(name))))
    const pairs = set.map((name) => `"${name}" = given."${name}"`).join(', ')
    const found = by.map((name) => `"${table.name}"."${name}" = given."${name}"`).join(' AND ')
    const sql = `UPDATE "${table.name}" SET ${pairs} FROM ${given.in(dialect)} AS given WHERE ${found}`
    return { text: translate(sql, dialect), given }
  })
}
