/** Statements on a pool of connections to PostgreSQL. */
import type pg from 'pg'
import type { Log } from '../../log.ts'
import type { Connection, Transaction, Value } from '../runner.ts'
import type { Text } from '../statement.ts'
import { Turns } from '../turns.ts'
import { nameOf } from './names.ts'

/** The connection cannot go on with what it has prepared: a migration changed a table, or a proxy stands in between. */
const STALE = new Set(['0A000', '26000', '42P05'])

export class PostgresqlConnection implements Connection {
  readonly #pool: pg.Pool
  readonly #log: Log

  constructor(pool: pg.Pool, log: Log) {
    this.#pool = pool
    this.#log = log
  }

  async rows(text: Text, values: Value[]): Promise<object[]> {
    return (await this.#once(text, values)).rows
  }

  async changes(text: Text, values: Value[]): Promise<number> {
    return (await this.#once(text, values)).rowCount ?? 0
  }

  async #once(text: Text, values: Value[]): Promise<pg.QueryResult> {
    const lease = await this.#take()
    try {
      return await lease.run(text, values)
    } finally {
      lease.giveBack()
    }
  }

  async begin(): Promise<Transaction> {
    const lease = await this.#take()
    try {
      await lease.plain('BEGIN')
    } catch (error) {
      lease.giveBack()
      throw error
    }
    return {
      rows: async (text, values) => (await lease.run(text, values)).rows,
      changes: async (text, values) => (await lease.run(text, values)).rowCount ?? 0,
      commit: async () => {
        try {
          await lease.plain('COMMIT')
        } finally {
          lease.giveBack()
        }
      },
      rollback: async () => {
        await lease.plain('ROLLBACK').catch(() => lease.spoil())
        lease.giveBack()
      },
    }
  }

  async #take(): Promise<Lease> {
    return new Lease(await this.#pool.connect(), this.#log)
  }

  close(): Promise<void> {
    return this.#pool.end()
  }
}

/** One connection, taken out of the pool. A broken one is not put back. */
class Lease {
  readonly #client: pg.PoolClient
  readonly #onError: (error: Error) => void
  #spoilt = false
  readonly #turns = new Turns()

  constructor(client: pg.PoolClient, log: Log) {
    this.#client = client
    // Without a listener a connection that breaks between two statements would end the process.
    this.#onError = (error) => {
      this.#spoilt = true
      log.warn({ err: error }, 'A connection to the database broke')
    }
    client.on('error', this.#onError)
  }

  run(text: Text, values: Value[]): Promise<pg.QueryResult> {
    const name = nameOf(text.sql)
    return this.#ask(name === undefined ? { text: text.sql, values } : { name, text: text.sql, values })
  }

  /** Without parameters and not kept prepared. */
  plain(sql: string): Promise<pg.QueryResult> {
    return this.#ask({ text: sql })
  }

  /** The driver wants one statement to have ended before the next is handed to it. */
  #ask(query: pg.QueryConfig): Promise<pg.QueryResult> {
    return this.#turns.during(() => this.#run(query))
  }

  async #run(query: pg.QueryConfig): Promise<pg.QueryResult> {
    try {
      return await this.#client.query(query)
    } catch (error) {
      const { code } = error as { code?: string }
      if (code === undefined || STALE.has(code)) this.#spoilt = true
      throw error
    }
  }

  spoil(): void {
    this.#spoilt = true
  }

  giveBack(): void {
    this.#client.off('error', this.#onError)
    this.#client.release(this.#spoilt)
  }
}
