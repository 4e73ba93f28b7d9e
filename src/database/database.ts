/** What the rest of the program sees of the database: types only. */
import type { PrismaClient } from './generated/sqlite/client.ts'
import type { Insert, Key, Returned, Table, Update } from './table.ts'

export type Dialect = 'sqlite' | 'postgresql'

/** A list goes over as one JSON parameter, for {@link Sql.among}. */
export type Param = string | number | boolean | Date | null | readonly string[] | readonly number[]

/**
 * Runs statements. Placeholders are `?`; names in camelCase must be quoted (`"customerId"`).
 *
 * What comes back is the same on both databases: times as Date, booleans as boolean, every number (also bigint and
 * numeric) as number. SQLite knows no type of an expression, so name it by the alias: `max(seen) AS "last::time"`
 * arrives as `last`, a Date; `count(*) > 0 AS "any::boolean"` arrives as `any`, a boolean.
 *
 * Text that a database could not hold (NUL, half of a surrogate pair) is stored with U+FFFD in its place. Times are
 * those of the years 1 to 9999, to the millisecond; whole numbers are exact up to 2^53.
 */
export interface Sql {
  readonly dialect: Dialect
  query<R extends object>(sql: string, ...params: Param[]): Promise<R[]>
  /** Number of rows changed. */
  execute(sql: string, ...params: Param[]): Promise<number>
  /** The end of a condition that takes a list as its one parameter: `WHERE id ${sql.among('bigint')}`. */
  among(type: 'text' | 'bigint'): string
  /** Stores all rows, in this order, with one statement. */
  insert<T extends Table, const K extends Key<T> = never>(
    table: T,
    rows: readonly Insert<T>[],
    options?: InsertOptions<T, K>,
  ): Promise<Returned<T, K>[]>
  /** Changes many rows with one statement: those columns `set`, in the rows found by the columns of `by`. */
  update<T extends Table, const B extends Key<T>, const S extends Key<T>>(
    table: T,
    rows: readonly Update<T, B | S>[],
    options: { by: readonly B[]; set: readonly S[] },
  ): Promise<number>
}

/**
 * `conflict`: what happens to a row whose key is taken. Without it the statement fails; `ignore` leaves that row out;
 * `{ key, set }` writes the columns `set` into the row that has the same `key` (which no two given rows may share).
 * `returning`: columns of the stored rows to give back, in the order of the rows, those left out skipped.
 */
export type InsertOptions<T extends Table, K extends Key<T>> = {
  conflict?: 'ignore' | { key: readonly Key<T>[]; set: readonly Key<T>[] }
  returning?: readonly K[]
}

/** Ends what was started, and resolves once it has ended. */
export type Stop = () => Promise<void>

export interface Database extends Sql {
  /**
   * All or nothing: commits when `run` resolves, rolls back when it throws (and throws the same). Within `run` only
   * the `sql` given to it may be used: the database itself refuses, because that would be outside the transaction.
   */
  transaction<T>(run: (sql: Sql) => Promise<T>): Promise<T>
  /** Whether somebody waits for the transaction that is open to end, as everybody has to on SQLite. */
  isAwaited(): boolean
  /**
   * Runs `run` in one process of all that share the database: at once if nobody leads under this name, else when the
   * one that does ends or loses its connection, within about two seconds. The signal is aborted when leading ends, by
   * `Stop` or by a lost connection; after the latter it is tried again. `run` that ends by itself is started again.
   */
  lead(name: string, run: (signal: AbortSignal) => Promise<void>): Stop
  /** Wakes the listeners of that topic, in this process and in all others that share the database. */
  notify(topic: string): Promise<void>
  /** Calls back on each {@link notify}, and whenever some may have been missed. Returns what ends it. */
  on(topic: string, listener: () => void): () => void
  /**
   * Prisma's client over the same connections, made when first asked for. For what is done seldom: a call takes some
   * ten times as long as {@link Sql.query}. On PostgreSQL the `id` columns that count rows are bigint to it.
   */
  prisma(): Promise<Prisma>
  /** Fails when the database does not answer. */
  ping(): Promise<void>
  close(): Promise<void>
}

export type Prisma = PrismaClient
