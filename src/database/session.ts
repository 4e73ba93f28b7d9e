/** {@link Sql} over anything that runs one statement. */
import type { Dialect, InsertOptions, Param, Sql } from './database.ts'
import { numbered } from './placeholders.ts'
import { change, insertion } from './statements.ts'
import type { Insert, Key, Returned, Table, Update } from './table.ts'
import { storable } from './text.ts'
import { storableTime } from './time.ts'

/** Runs one statement as the database writes it, with values as the driver takes them. */
export interface Runner {
  rows(sql: string, params: Value[]): Promise<object[]>
  changes(sql: string, params: Value[]): Promise<number>
}

export type Value = string | number | boolean | null

export class Session implements Sql {
  readonly dialect: Dialect
  readonly #runner: Runner

  constructor(dialect: Dialect, runner: Runner) {
    this.dialect = dialect
    this.#runner = runner
  }

  query<R extends object>(sql: string, ...params: Param[]): Promise<R[]> {
    return this.#runner.rows(this.#text(sql), this.#values(params)) as Promise<R[]>
  }

  execute(sql: string, ...params: Param[]): Promise<number> {
    return this.#runner.changes(this.#text(sql), this.#values(params))
  }

  among(type: 'text' | 'bigint'): string {
    if (this.dialect === 'sqlite') return 'IN (SELECT value FROM json_each(?))'
    return `= ANY (ARRAY(SELECT ${type === 'text' ? 'value' : 'value::bigint'} FROM jsonb_array_elements_text(?::jsonb)))`
  }

  async insert<T extends Table, const K extends Key<T> = never>(
    table: T,
    rows: readonly Insert<T>[],
    options: InsertOptions<T, K> = {},
  ): Promise<Returned<T, K>[]> {
    if (rows.length === 0) return []
    const { sql, given } = insertion(table, options, this.dialect)
    const param = given.param(rows, this.dialect)
    if (options.returning?.length) return (await this.#runner.rows(this.#text(sql), [param])) as Returned<T, K>[]
    await this.#runner.changes(this.#text(sql), [param])
    return []
  }

  async update<T extends Table, const B extends Key<T>, const S extends Key<T>>(
    table: T,
    rows: readonly Update<T, B | S>[],
    options: { by: readonly B[]; set: readonly S[] },
  ): Promise<number> {
    if (rows.length === 0) return 0
    const { sql, given } = change(table, options.by, options.set, this.dialect)
    return this.#runner.changes(this.#text(sql), [given.param(rows, this.dialect)])
  }

  #text(sql: string): string {
    return this.dialect === 'sqlite' ? sql : numbered(sql)
  }

  #values(params: Param[]): Value[] {
    return params.map((param) => {
      if (typeof param === 'string') return storable(param)
      if (param instanceof Date) return storableTime(param, this.dialect)
      if (Array.isArray(param))
        return JSON.stringify(param.map((item) => (typeof item === 'string' ? storable(item) : item)))
      return param as Value
    })
  }
}
