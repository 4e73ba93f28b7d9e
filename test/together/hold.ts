import { setTimeout as pause } from 'node:timers/promises'
import BetterSqlite3 from 'better-sqlite3'
import pg from 'pg'

/** Keeps everybody from storing anything in that database for so many milliseconds, and meanwhile calls `then`. */
export async function hold(url: string, ms: number, then: () => void): Promise<void> {
  const release = url.startsWith('file:') ? holdFile(url.slice('file:'.length)) : await holdTables(url)
  then()
  await pause(ms)
  await release()
}

function holdFile(path: string): () => Promise<void> {
  const client = new BetterSqlite3(path, { fileMustExist: true })
  client.exec('BEGIN IMMEDIATE')
  return async () => {
    client.exec('COMMIT')
    client.close()
  }
}

async function holdTables(url: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('BEGIN')
  await client.query('LOCK TABLE inbox, delivery, identity IN ACCESS EXCLUSIVE MODE')
  return () => client.query('COMMIT').then(() => client.end())
}
