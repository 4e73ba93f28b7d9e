/** The database as the program sees it. */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { Database, Dialect, Prisma, Sql, Stop } from './database.ts'
import type { Connection, Runner } from './runner.ts'
import { Session } from './session.ts'
import { Watched } from './watched.ts'

/** What the two databases do each in their own way. */
export interface Engine {
  readonly dialect: Dialect
  readonly connection: Connection
  /** Prisma's client over the same connections. */
  prisma(): Promise<Prisma>
  /** Whether somebody waits for the transaction that is open to end. */
  isAwaited(): boolean
  lead(name: string, run: (signal: AbortSignal) => Promise<void>): Stop
  notify(topic: string): Promise<void>
  on(topic: string, listener: () => void): () => void
  /** Ends everything, the connection last. */
  close(): Promise<void>
}

/** Longest that a transaction may take, in milliseconds: what never ends would hold up everything else. */
const LIMIT = 60_000

/** Set while a transaction is open, for everything that it calls. */
const inside = new AsyncLocalStorage<{ open: boolean }>()

export class Connected extends Session implements Database {
  readonly #engine: Engine
  #prisma: Promise<Prisma> | undefined
  #closing: Promise<void> | undefined

  constructor(engine: Engine) {
    super(engine.dialect, outside(engine.connection))
    this.#engine = engine
  }

  async transaction<T>(run: (sql: Sql) => Promise<T>): Promise<T> {
    refuseInside()
    const transaction = await this.#engine.connection.begin()
    const watched = new Watched(transaction, LIMIT)
    const scope = { open: true }
    let result: T
    try {
      result = await watched.whole(inside.run(scope, () => run(new Session(this.dialect, watched))))
    } catch (error) {
      await transaction.rollback()
      throw error
    } finally {
      scope.open = false
    }
    await transaction.commit()
    return result
  }

  prisma(): Promise<Prisma> {
    this.#prisma ??= this.#engine.prisma()
    return this.#prisma
  }

  isAwaited(): boolean {
    return this.#engine.isAwaited()
  }

  lead(name: string, run: (signal: AbortSignal) => Promise<void>): Stop {
    return this.#engine.lead(name, run)
  }

  async notify(topic: string): Promise<void> {
    refuseInside()
    await this.#engine.notify(topic)
  }

  on(topic: string, listener: () => void): () => void {
    return this.#engine.on(topic, listener)
  }

  async ping(): Promise<void> {
    await this.query('SELECT 1 AS one')
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    await (await this.#prisma)?.$disconnect()
    await this.#engine.close()
  }
}

/** On SQLite the statement would wait for the transaction to end, and that for the statement. */
function refuseInside(): void {
  if (inside.getStore()?.open) throw new Error('within a transaction only its own sql may be used')
}

function outside(runner: Runner): Runner {
  const each = runner.each?.bind(runner)
  return {
    rows: (text, values) => {
      refuseInside()
      return runner.rows(text, values)
    },
    changes: (text, values) => {
      refuseInside()
      return runner.changes(text, values)
    },
    ...(each && {
      each: (text, rows) => {
        refuseInside()
        return each(text, rows)
      },
    }),
  }
}
