import type { Param, Sql } from '../database/database.ts'

/** The same statements, and for how long none of them has been under way, in milliseconds. */
export function attend(sql: Sql): { sql: Sql; quiet: () => number } {
  let underWay = 0
  let since = performance.now()
  async function during<T>(statement: Promise<T>): Promise<T> {
    underWay += 1
    try {
      return await statement
    } finally {
      underWay -= 1
      since = performance.now()
    }
  }
  return {
    sql: {
      dialect: sql.dialect,
      query: <R extends object>(text: string, ...params: Param[]) => during(sql.query<R>(text, ...params)),
      execute: (text, ...params) => during(sql.execute(text, ...params)),
      among: (type) => sql.among(type),
      insert: (table, rows, options) => during(sql.insert(table, rows, options)),
      update: (table, rows, options) => during(sql.update(table, rows, options)),
    },
    quiet: () => (underWay > 0 ? 0 : performance.now() - since),
  }
}
