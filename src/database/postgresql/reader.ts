import pg from 'pg'
import { readHistory } from '../migrations/history.ts'
import type { Reader } from '../reader.ts'
import { explained, shownName } from './address.ts'
import { types } from './types.ts'

/** Longest wait for the server, and for one statement, in milliseconds. */
const patience = 10_000

export async function readPostgresql(url: string): Promise<Reader> {
  const name = shownName(url)
  const client = new pg.Client({
    connectionString: url,
    application_name: 'regulars doctor',
    connectionTimeoutMillis: patience,
    statement_timeout: patience,
    options: '-c default_transaction_read_only=on',
    types,
  })
  // Without a listener a connection that breaks would end the process; the next statement fails anyway.
  client.on('error', () => {})
  try {
    await client.connect()
  } catch (error) {
    throw explained(name, error)
  }
  return {
    dialect: 'postgresql',
    rows: async (sql) => (await client.query(sql)).rows,
    history: () =>
      readHistory(
        'postgresql',
        { queryRaw: async ({ sql }) => ({ rows: (await client.query({ text: sql, rowMode: 'array' })).rows }) },
        name,
      ),
    close: () => client.end(),
  }
}
