import BetterSqlite3 from 'better-sqlite3'
import pg from 'pg'

/** Looks into the database from the outside, with the driver alone and nothing of the program. */
export interface Peek {
  rows<R extends object>(sql: string): Promise<R[]>
  [Symbol.asyncDispose](): Promise<void>
}

export async function peekInto(url: string): Promise<Peek> {
  if (url.startsWith('file:')) {
    const client = new BetterSqlite3(url.slice('file:'.length), { fileMustExist: true })
    return {
      rows: async <R extends object>(sql: string) => client.prepare(sql).all() as R[],
      [Symbol.asyncDispose]: async () => void client.close(),
    }
  }
  const client = new pg.Client({ connectionString: url, types: { getTypeParser: numbers } })
  client.on('error', () => {})
  await client.connect()
  return {
    rows: async <R extends object>(sql: string) => (await client.query(sql)).rows as R[],
    [Symbol.asyncDispose]: () => client.end(),
  }
}

/** Sums and counts as numbers, as SQLite gives them. */
const wide = new Set<number>([pg.types.builtins.INT8, pg.types.builtins.NUMERIC])
const numbers = ((oid: number, format: never) =>
  wide.has(oid) ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser
