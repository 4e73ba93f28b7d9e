/** The database as the program sees it, over a Prisma client. */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Client } from './client.ts'
import { runner, session } from './client.ts'
import type { Database, Dialect, Sql, Stop } from './database.ts'
import type { Runner } from './session.ts'
import { Session } from './session.ts'

/** What the two databases do each in their own way. */
export interface Coordination {
  lead(name: string, run: (signal: AbortSignal) => Promise<void>): Stop
  notify(topic: string): Promise<void>
  on(topic: string, listener: () => void): () => void
  close(): Promise<void>
}

/** Longest that a transaction waits for its turn and longest that it takes, in milliseconds. */
const LIMITS = { maxWait: 30_000, timeout: 60_000 }

/** Set while a transaction is open, for everything that it calls. */
const inside = new AsyncLocalStorage<{ open: boolean }>()

export class Connected extends Session implements Database {
  readonly #client: Client
  readonly #coordination: Coordination

  constructor(dialect: Dialect, client: Client, coordination: Coordination) {
    super(dialect, outside(runner(client)))
    this.#client = client
    this.#coordination = coordination
  }

  async transaction<T>(run: (sql: Sql) => Promise<T>): Promise<T> {
    refuseInside()
    const scope = { open: true }
    return this.#client.$transaction(
      (statements) =>
        inside.run(scope, async () => {
          try {
            return await run(session(this.dialect, statements))
          } finally {
            scope.open = false
          }
        }),
      LIMITS,
    )
  }

  lead(name: string, run: (signal: AbortSignal) => Promise<void>): Stop {
    return this.#coordination.lead(name, run)
  }

  notify(topic: string): Promise<void> {
    return this.#coordination.notify(topic)
  }

  on(topic: string, listener: () => void): () => void {
    return this.#coordination.on(topic, listener)
  }

  async ping(): Promise<void> {
    await this.query('SELECT 1 AS one')
  }

  async close(): Promise<void> {
    await this.#coordination.close()
    await this.#client.$disconnect()
  }
}

/** On SQLite the statement would wait for the transaction to end, and that for the statement. */
function refuseInside(): void {
  if (inside.getStore()?.open) throw new Error('within a transaction only its own sql may be used')
}

function outside(runner: Runner): Runner {
  return {
    rows: async (sql, params) => {
      refuseInside()
      return runner.rows(sql, params)
    },
    changes: async (sql, params) => {
      refuseInside()
      return runner.changes(sql, params)
    },
  }
}
