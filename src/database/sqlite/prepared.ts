import type BetterSqlite3 from 'better-sqlite3'

/** Statement texts are few and fixed; the bound is there for those that are put together. */
const MOST = 500

/**
 * Has a connection keep its prepared statements. Prisma's adapter prepares each statement anew, which takes longer
 * than running a small one; it binds first and then asks for the rows, so what it gets is an object of that shape.
 */
export function keepPrepared(client: BetterSqlite3.Database): void {
  const prepare = client.prepare.bind(client)
  const kept = new Map<string, ReturnType<typeof reusable>>()
  client.prepare = ((sql: string) => {
    let statement = kept.get(sql)
    if (statement === undefined) {
      if (kept.size >= MOST) kept.clear()
      statement = reusable(prepare(sql))
      kept.set(sql, statement)
    }
    return statement
  }) as unknown as BetterSqlite3.Database['prepare']
}

function reusable(statement: BetterSqlite3.Statement) {
  const columns = statement.reader ? statement.columns() : []
  if (statement.reader) statement.raw()
  return {
    run: () => statement.run(),
    bind: (values: unknown[]) => ({
      reader: statement.reader,
      columns: () => columns,
      run: () => statement.run(...values),
      raw: () => ({ all: () => statement.all(...values) }),
    }),
  }
}
