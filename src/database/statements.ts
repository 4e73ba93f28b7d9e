/** The statements that store and change sets of rows, made once for each table and kind of use. */
import type { Columns } from './column.ts'
import type { Dialect } from './database.ts'
import type { Records } from './records.ts'
import { records } from './records.ts'
import type { Text } from './statement.ts'
import { translate } from './statement.ts'
import type { Table } from './table.ts'

/** `text` takes one value: that of `given`. */
export type SetStatement = { text: Text; given: Records<Columns> }

/** `single` takes the values of one row of `given`. */
export type InsertStatement = SetStatement & { single: Text }

/** {@link InsertOptions} without the types of one table. */
export type Insertion = {
  conflict?: 'ignore' | { key: readonly string[]; set: readonly string[] }
  returning?: readonly string[]
}

/** No column is called this. */
const place = 'place among those given'

const cache = new WeakMap<Table, Map<string, SetStatement>>()

/** `use` names what is made, so that the same use finds a statement of the same kind. */
function cached<S extends SetStatement>(table: Table, use: string, make: () => S): S {
  const uses = cache.get(table) ?? new Map<string, SetStatement>()
  cache.set(table, uses)
  const statement = (uses.get(use) as S | undefined) ?? make()
  uses.set(use, statement)
  return statement
}

const list = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ')

export function insertion(table: Table, options: Insertion, dialect: Dialect): InsertStatement {
  const { conflict, returning } = options
  const use = `insert ${dialect} ${conflict ? JSON.stringify(conflict) : ''} ${returning ?? ''}`
  return cached(table, use, () => {
    const columns = Object.fromEntries(Object.entries(table.columns).filter(([, column]) => column !== 'id'))
    const given = records(columns, place)
    const names = list(Object.keys(columns))
    const into = `INSERT INTO "${table.name}" (${names})`
    let end = ''
    if (conflict === 'ignore') end += ' ON CONFLICT DO NOTHING'
    else if (conflict) {
      const set = conflict.set.map((name) => `"${name}" = excluded."${name}"`).join(', ')
      end += ` ON CONFLICT (${list(conflict.key)}) DO UPDATE SET ${set}`
    }
    if (returning?.length) end += ` RETURNING ${list(returning)}`
    // Without the condition SQLite would read ON CONFLICT as the ON of a join.
    const text = `${into} SELECT ${names} FROM ${given.in(dialect)} AS given WHERE true ORDER BY "${place}"${end}`
    const places = Object.keys(columns).map(() => '?')
    return { text: translate(text, dialect), single: translate(`${into} VALUES (${places})${end}`, dialect), given }
  })
}

/** `given` has the columns of `by` and `set`. */
export function change(table: Table, by: readonly string[], set: readonly string[], dialect: Dialect): SetStatement {
  return cached(table, `update ${dialect} ${by} ${set}`, () => {
    const wanted = [...by, ...set]
    const columns = Object.fromEntries(Object.entries(table.columns).filter(([name]) => wanted.includes(name)))
    const given = records(columns, place)
    const pairs = set.map((name) => `"${name}" = given."${name}"`).join(', ')
    const found = by.map((name) => `"${table.name}"."${name}" = given."${name}"`).join(' AND ')
    const text = `UPDATE "${table.name}" SET ${pairs} FROM ${given.in(dialect)} AS given WHERE ${found}`
    return { text: translate(text, dialect), given }
  })
}
