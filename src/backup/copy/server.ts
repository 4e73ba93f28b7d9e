/** A connection to a PostgreSQL server for work that takes its time. */
import pg from 'pg'
import { explained, shownName } from '../../database/postgresql/address.ts'

/** How a server is reached; whatever is asked may take as long as it takes. */
export const serverConfig = (url: string): pg.ClientConfig => ({
  connectionString: url,
  application_name: 'regulars backup',
  connectionTimeoutMillis: 10_000,
  keepAlive: true,
})

/** Runs it within one transaction that begins so. What fails for a reason that can be helped becomes a StartError. */
export async function onServer<T>(url: string, begin: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const name = shownName(url)
  const client = new pg.Client(serverConfig(url))
  // The statement that is under way fails then; without a listener the process would end.
  client.on('error', () => {})
  try {
    await client.connect()
    await client.query(begin)
    const result = await run(client)
    await client.query('COMMIT')
    return result
  } catch (error) {
    throw explained(name, error)
  } finally {
    await client.end().catch(() => {})
  }
}
