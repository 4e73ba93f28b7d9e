import DataLoader from 'dataloader'
import type { Trace } from '../chat.ts'
import type { Database, Sql } from '../database/database.ts'

/**
 * A question that many may put at once: `answer` gets all keys asked at the same moment and gives the answers in
 * their order, with one query. Answers are kept for the rest of the unit.
 */
export type Ask<Key, Value> = {
  name: string
  key?: (key: Key) => string
  answer: (unit: Unit, keys: readonly Key[]) => Promise<Value[]>
}

/**
 * A change that many may want at once: `carry` gets all orders given at the same moment, in the order given, and
 * gives the outcomes in that order, with one statement a kind. Two calls of one act never overlap within a unit.
 */
export type Act<Order, Outcome> = { name: string; carry: (unit: Unit, orders: readonly Order[]) => Promise<Outcome[]> }

/** Rows that are only ever added: written once, when the unit ends. */
export type Append<Row> = { name: string; write: (unit: Unit, rows: readonly Row[]) => Promise<void> }

/** Thrown at a job that speaks after its unit has ended. */
class UnitClosed extends Error {}

/**
 * One transaction, shared by everything that a batch of jobs does. A job asks, acts and appends as if it were
 * alone; what the jobs of a batch want at the same moment becomes one statement.
 */
export class Unit {
  readonly now: Date
  readonly dialect: Database['dialect']
  readonly #sql: Sql
  readonly #asks = new Map<unknown, DataLoader<never, unknown, unknown>>()
  readonly #acts = new Map<unknown, DataLoader<never, unknown>>()
  readonly #appends = new Map<Append<never>, unknown[]>()
  readonly #state = new Map<symbol, unknown>()
  readonly #topics = new Set<string>()
  readonly #traces: Trace[] = []
  #open = true

  constructor(sql: Sql, dialect: Database['dialect'], now: Date) {
    this.#sql = sql
    this.dialect = dialect
    this.now = now
  }

  get sql(): Sql {
    if (!this.#open) throw new UnitClosed('this unit has ended')
    return this.#sql
  }

  ask<Key, Value>(ask: Ask<Key, Value>, key: Key): Promise<Value> {
    return this.#loader(ask).load(key)
  }

  /** Puts an answer in place for a later `ask`, replacing the one that was kept. */
  know<Key, Value>(ask: Ask<Key, Value>, key: Key, value: Value): void {
    this.#loader(ask).clear(key).prime(key, value)
  }

  /** The answer that was kept is no longer so. */
  forget<Key, Value>(ask: Ask<Key, Value>, key: Key): void {
    this.#loader(ask).clear(key)
  }

  act<Order, Outcome>(act: Act<Order, Outcome>, order: Order): Promise<Outcome> {
    let loader = this.#acts.get(act) as DataLoader<Order, Outcome> | undefined
    if (!loader) {
      let last: Promise<unknown> = Promise.resolve()
      loader = new DataLoader<Order, Outcome>(
        (orders) => {
          const outcomes = last.then(() => act.carry(this, orders))
          last = outcomes.catch(() => {})
          return outcomes
        },
        { cache: false },
      )
      this.#acts.set(act, loader as never)
    }
    return loader.load(order)
  }

  append<Row>(append: Append<Row>, ...rows: Row[]): void {
    if (!this.#open) throw new UnitClosed('this unit has ended')
    const known = this.#appends.get(append as never)
    if (known) known.push(...rows)
    else this.#appends.set(append as never, rows)
  }

  /** Something that the jobs of this unit share, made at first use. */
  shared<T>(name: symbol, make: () => T): T {
    if (!this.#state.has(name)) this.#state.set(name, make())
    return this.#state.get(name) as T
  }

  /** Writes what was appended and takes no more. */
  async finish(): Promise<void> {
    for (const [append, rows] of this.#appends) {
      // What a write appends in turn is written after it.
      this.#appends.delete(append)
      await append.write(this, rows as never)
    }
    this.#open = false
  }

  /** The unit will not be committed: whoever still speaks is told so. */
  abandon(): void {
    this.#open = false
  }

  /** Wakes the listeners of that topic, in every process, once the unit is committed. */
  notify(topic: string): void {
    this.#topics.add(topic)
  }

  /** Tells those who watch the engine work, once the unit is committed. */
  trace(trace: Trace): void {
    this.#traces.push(trace)
  }

  /** The topics whose listeners are to be woken, and what is to be told to watchers, once the unit is committed. */
  committed(): { topics: ReadonlySet<string>; traces: readonly Trace[] } {
    return { topics: this.#topics, traces: this.#traces }
  }

  #loader<Key, Value>(ask: Ask<Key, Value>): DataLoader<Key, Value, unknown> {
    let loader = this.#asks.get(ask) as DataLoader<Key, Value, unknown> | undefined
    if (!loader) {
      const { key } = ask
      loader = new DataLoader<Key, Value, unknown>((keys) => ask.answer(this, keys), key ? { cacheKeyFn: key } : {})
      this.#asks.set(ask, loader as never)
    }
    return loader
  }
}
