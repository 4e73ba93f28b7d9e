/** Statements on the one connection to a SQLite file. */
import type BetterSqlite3 from 'better-sqlite3'
import type { Connection, Transaction, Value } from '../runner.ts'
import type { Text } from '../statement.ts'
import type { Turns } from '../turns.ts'
import { isBusy, patiently } from './patience.ts'
import { Statements } from './prepared.ts'

/**
 * A transaction takes its turn for as long as it is open, and a statement outside of one waits for it to end: on one
 * connection it would be run within that transaction, and lost with it.
 */
export class SqliteConnection implements Connection {
  readonly #client: BetterSqlite3.Database
  readonly #statements: Statements
  readonly #turns: Turns

  constructor(client: BetterSqlite3.Database, turns: Turns) {
    this.#client = client
    this.#statements = new Statements(client)
    this.#turns = turns
  }

  rows(text: Text, values: Value[]): Promise<object[]> {
    return this.#outside(() => this.#statements.get(text).rows(values))
  }

  changes(text: Text, values: Value[]): Promise<number> {
    return this.#outside(() => this.#statements.get(text).changes(values))
  }

  each(text: Text, rows: Value[][]): Promise<object[]> {
    return this.#outside(() => this.#client.transaction(() => this.#statements.get(text).each(rows)).immediate())
  }

  /** Runs between transactions: at once, unless another process holds the file. */
  async #outside<T>(run: () => T): Promise<T> {
    try {
      return await this.#turns.between(run)
    } catch (error) {
      if (!isBusy(error)) throw error
      return this.#turns.during(() => patiently(run))
    }
  }

  async begin(): Promise<Transaction> {
    const end = await this.#turns.take()
    const client = this.#client
    const undo = () => {
      if (client.inTransaction) client.exec('ROLLBACK')
    }
    try {
      await patiently(() => client.exec('BEGIN IMMEDIATE'))
    } catch (error) {
      end()
      throw error
    }
    return {
      rows: async (text, values) => this.#statements.get(text).rows(values),
      changes: async (text, values) => this.#statements.get(text).changes(values),
      each: async (text, rows) => this.#statements.get(text).each(rows),
      commit: async () => {
        try {
          client.exec('COMMIT')
        } finally {
          undo()
          end()
        }
      },
      rollback: async () => {
        undo()
        end()
      },
    }
  }

  async close(): Promise<void> {
    const end = await this.#turns.take()
    this.#client.close()
    end()
  }
}
