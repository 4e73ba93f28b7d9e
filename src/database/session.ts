/** {@link Sql} over anything that runs one statement. */
import type { Dialect, InsertOptions, Param, Sql } from './database.ts'
import type { Runner, Value } from './runner.ts'
import { translate } from './statement.ts'
import { change, insertion } from './statements.ts'
import type { Insert, Key, Returned, Table, Update } from './table.ts'
import { storable } from './text.ts'
import { storableTime } from './time.ts'

export class Session implements Sql {
  readonly dialect: Dialect
  readonly #runner: Runner

  constructor(dialect: Dialect, runner: Runner) {
    this.dialect = dialect
    this.#runner = runner
  }

  async query<R extends object>(sql: string, ...params: Param[]): Promise<R[]> {
    return (await this.#runner.rows(translate(sql, this.dialect), this.#values(params))) as R[]
  }

  async execute(sql: string, ...params: Param[]): Promise<number> {
    return this.#runner.changes(translate(sql, this.dialect), this.#values(params))
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
    const { text, single, given } = insertion(table, options, this.dialect)
    if (this.#runner.each)
      return (await this.#runner.each(single, given.values(rows, this.dialect))) as Returned<T, K>[]
    const param = given.param(rows, this.dialect)
    if (options.returning?.length) return (await this.#runner.rows(text, [param])) as Returned<T, K>[]
    await this.#runner.changes(text, [param])
    return []
  }

  async update<T extends Table, const B extends Key<T>, const S extends Key<T>>(
    table: T,
    rows: readonly Update<T, B | S>[],
    options: { by: readonly B[]; set: readonly S[] },
  ): Promise<number> {
    if (rows.length === 0) return 0
    const { text, given } = change(table, options.by, options.set, this.dialect)
    return this.#runner.changes(text, [given.param(rows, this.dialect)])
  }

  #values(params: Param[]): Value[] {
    return params.map((param) => {
      if (typeof param === 'string') return storable(param)
      if (param instanceof Date) return storableTime(param, this.dialect)
      if (Array.isArray(param)) return JSON.stringify(param.map(storableItem))
      return param as Value
    })
  }
}

const storableItem = (item: string | number) => (typeof item === 'string' ? storable(item) : item)
