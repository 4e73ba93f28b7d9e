/** One connection for leading and being notified, from its opening until it breaks or is closed. */
import pg from 'pg'
import { Turns } from '../turns.ts'

const CHANNEL = 'regulars'
/** Milliseconds after which a server that does not answer is given up. */
const DEADLINE = 2000

/**
 * Has the server notice within some five seconds that this machine is gone, and hand on what it leads. Later than
 * DEADLINE, by which this process stops leading.
 */
const KEEPALIVE = 'SET tcp_keepalives_idle = 3; SET tcp_keepalives_interval = 1; SET tcp_keepalives_count = 2'

/** Tries for the locks of those names; answers with those that were free. */
const TAKE = `SELECT name FROM jsonb_array_elements_text($1::jsonb) AS name
  WHERE pg_try_advisory_lock(hashtextextended($2 || name, 0))`
const RELEASE = 'SELECT pg_advisory_unlock(hashtextextended($2 || $1, 0))'

export class Line {
  readonly #client: pg.Client
  /** The driver wants one statement to have ended before the next is handed to it. */
  readonly #turns = new Turns()
  /** Resolves when the connection has broken. */
  readonly broken: Promise<void>

  private constructor(client: pg.Client) {
    this.#client = client
    this.broken = new Promise((resolve) => client.once('end', () => resolve()))
  }

  /** `listener` gets the text of each notification. Rejects when the server cannot be reached. */
  static async open(config: pg.ClientConfig, listener: (text: string) => void): Promise<Line> {
    const client = new pg.Client({
      ...config,
      application_name: `${config.application_name} line`,
      connectionTimeoutMillis: DEADLINE,
      query_timeout: DEADLINE,
    })
    // What follows is the end of the connection, which is waited for; without a listener it would end the process.
    client.on('error', () => {})
    client.on('notification', ({ payload }) => listener(payload ?? ''))
    const line = new Line(client)
    try {
      await client.connect()
      await client.query(KEEPALIVE).catch(() => {})
      await client.query(`LISTEN ${CHANNEL}`)
    } catch (error) {
      line.close()
      throw error
    }
    return line
  }

  /** Takes the lead under those of the names that nobody leads under. Rejects when the connection has broken. */
  async take(names: string[]): Promise<string[]> {
    const asked = [JSON.stringify(names), `${CHANNEL}:`]
    const { rows } = await this.#turns.during(() => this.#client.query<{ name: string }>(TAKE, asked))
    return rows.map(({ name }) => name)
  }

  /** Lets others lead under that name. */
  async release(name: string): Promise<void> {
    await this.#turns.during(() => this.#client.query(RELEASE, [name, `${CHANNEL}:`]))
  }

  close(): void {
    this.#client.end().catch(() => {})
  }
}

/** A statement with two parameters that notifies all lines: the channel, and the text. */
export const NOTIFY = { sql: 'SELECT pg_notify($1, $2)', channel: CHANNEL }
