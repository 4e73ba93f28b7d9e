/** Descriptions of tables, as far as {@link Sql.insert} and {@link Sql.update} need them. */
import type { Columns, InputOf, RowOf } from './column.ts'

/** Columns left out of `columns` keep the default that the database gives them. */
export type Table = { readonly name: string; readonly columns: Columns }

/** Names of its columns. */
export type Key<T extends Table> = keyof T['columns'] & string
/** A row as it is read. */
type Row<T extends Table> = RowOf<T['columns']>
/** A row to be stored; `id` columns are given by the database, what may be null may be left out. */
export type Insert<T extends Table> = InputOf<T['columns']>
export type Returned<T extends Table, K extends Key<T>> = Pick<Row<T>, K & keyof Row<T>>
export type Update<T extends Table, K extends Key<T>> = Pick<Row<T>, K & keyof Row<T>>

export function table<const C extends Columns>(
  name: string,
  columns: C,
): { readonly name: string; readonly columns: C } {
  return { name, columns }
}
