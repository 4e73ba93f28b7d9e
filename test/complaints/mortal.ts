import { type FakeAdapter, refuse } from '../../adapters/fake/adapter.ts'
import type { Adapter } from '../../src/chat.ts'
import type { Database } from '../../src/database/database.ts'
import type { Blobs } from '../../src/files/blobs/blobs.ts'

const never = new Promise<never>(() => {})
const isWrite = (sql: string) => /^\s*(INSERT|UPDATE|DELETE)\b/i.test(sql)

/**
 * What the program works with, in a process that dies at its n-th step: at whatever it writes into the database or has a
 * platform do, before that is done, or after it is done but before it is known. Nothing comes back to the dead.
 */
export class Mortal {
  dead = false
  readonly died: Promise<void>
  #left: number
  readonly #after: boolean
  readonly #working = new Set<Promise<unknown>>()
  readonly #die: () => void

  constructor(steps: number, after: boolean) {
    this.#left = steps
    this.#after = after
    const { promise, resolve } = Promise.withResolvers<void>()
    this.died = promise
    this.#die = resolve
  }

  /** Resolves once what the dead have left under way has come to an end. */
  async rest(): Promise<void> {
    await Promise.allSettled(this.#working)
  }

  async #step<T>(work: () => Promise<T>): Promise<T> {
    if (this.dead) return never
    this.#left -= 1
    if (this.#left === 0) {
      this.dead = true
      this.#die()
      if (!this.#after) return never
    }
    return this.#alive(work)
  }

  async #alive<T>(work: () => Promise<T>): Promise<T> {
    const working = work()
    this.#working.add(working)
    try {
      const result = await working
      return this.dead ? await never : result
    } catch (error) {
      if (this.dead) return never
      throw error
    } finally {
      this.#working.delete(working)
    }
  }

  /** Leads for those platforms alone, and for nothing that is done by the clock. */
  database(real: Database, platforms: readonly string[]): Database {
    return {
      dialect: real.dialect,
      among: (type) => real.among(type),
      query: (sql, ...params) =>
        isWrite(sql) ? this.#step(() => real.query(sql, ...params)) : this.#alive(() => real.query(sql, ...params)),
      execute: (sql, ...params) => this.#step(() => real.execute(sql, ...params)),
      insert: (...given) => this.#step(() => real.insert(...given)),
      update: (...given) => this.#step(() => real.update(...given)),
      transaction: (run) => this.#step(() => real.transaction(run)),
      isAwaited: () => real.isAwaited(),
      lead: (name, run) => {
        if (!platforms.includes(name)) return async () => {}
        const ending = new AbortController()
        const running = run(ending.signal)
        return async () => {
          ending.abort()
          if (!this.dead) await running
        }
      },
      notify: (topic) => this.#alive(() => real.notify(topic)),
      on: (topic, listener) => real.on(topic, () => this.dead || listener()),
      prisma: () => real.prisma(),
      ping: () => this.#alive(() => real.ping()),
      close: async () => {},
    }
  }

  /** Files, as the dead have them. */
  blobs(real: Blobs): Blobs {
    return {
      put: (...given) => this.#step(() => real.put(...given)),
      get: (id) => this.#alive(() => real.get(id)),
      remove: (id) => this.#step(() => real.remove(id)),
    }
  }

  /** With `putsOff` whatever may have arrived already has to be tried once more before the platform looks for it. */
  adapter(real: FakeAdapter, putsOff: boolean): Adapter {
    const late = new Set<string>()
    const { platform, can, pace } = real
    return {
      platform,
      can,
      pace,
      start: (engine) => real.start(engine),
      stop: async () => (this.dead ? undefined : real.stop()),
      status: () => real.status(),
      send: (to, message, options) =>
        this.#step(async () => {
          if (putsOff && options.again && !late.has(options.key)) {
            late.add(options.key)
            refuse({ kind: 'later', afterMs: 1 })
          }
          return real.send(to, message, options)
        }),
      thread: (...given) => this.#step(() => real.thread(...given)),
      remove: (...given) => this.#step(() => real.remove(...given)),
      fetch: (...given) => this.#alive(() => real.fetch(...given)),
    }
  }
}
