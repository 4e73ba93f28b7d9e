import type { Trace } from '../chat.ts'
import type { Database } from '../database/database.ts'
import { Unit } from './unit.ts'

/** Something to be done within a unit. What it throws undoes it, and it alone. */
export type Job<T> = (unit: Unit) => Promise<T>

export type BatcherOptions = {
  now: () => Date
  /** Most jobs in one transaction. */
  most?: number
  /** How many transactions at once; SQLite has one writer, so there it is one. */
  parallel?: number
  /** How long a batch waits for its slowest job before going on without it, in milliseconds. */
  patience?: number
  /** How long a job that runs alone may take before it is given up, in milliseconds. */
  limit?: number
  onBatch?: (size: number, ms: number) => void
  onTrace?: (trace: Trace) => void
}

type Waiting = { job: Job<unknown>; resolve: (value: never) => void; reject: (error: unknown) => void }

/** Thrown to a job that took longer than `limit`. */
export class TooSlow extends Error {
  constructor(ms: number) {
    super(`gave up after ${ms} ms`)
    this.name = 'TooSlow'
  }
}

/**
 * Runs jobs in as few transactions as possible: those that wait while one is under way share the next. When a
 * batch fails it is split until the job that is to blame stands alone, so that a bad job stops only itself.
 */
export class Batcher {
  readonly #database: Database
  readonly #options: Required<BatcherOptions>
  readonly #waiting: Waiting[] = []
  #running = 0
  #idle: (() => void)[] = []

  constructor(database: Database, options: BatcherOptions) {
    this.#database = database
    this.#options = {
      most: 200,
      patience: 250,
      limit: 5_000,
      onBatch: () => {},
      onTrace: () => {},
      ...options,
      parallel: options.parallel ?? 1,
    }
  }

  /** Resolves with what the job returns once its transaction is committed; rejects with what it throws. */
  run<T>(job: Job<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ job, resolve, reject })
      this.#pump()
    })
  }

  /** Resolves when nothing is under way or waiting. */
  async idle(): Promise<void> {
    if (this.#running === 0 && this.#waiting.length === 0) return
    await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  #pump(): void {
    if (this.#running >= this.#options.parallel || this.#waiting.length === 0) return
    this.#running += 1
    // Not at once: jobs handed over in the same turn of the event loop belong into the same batch.
    setImmediate(async () => {
      const batch = this.#waiting.splice(0, this.#options.most)
      if (batch.length > 0) await this.#settle(batch)
      this.#running -= 1
      this.#pump()
      if (this.#running === 0 && this.#waiting.length === 0) for (const resolve of this.#idle.splice(0)) resolve()
    })
  }

  async #settle(batch: Waiting[]): Promise<void> {
    const started = performance.now()
    const outcome = await this.#attempt(batch)
    this.#options.onBatch(batch.length, performance.now() - started)
    if (outcome === 'committed') return
    if (batch.length === 1) {
      batch[0]?.reject(outcome.error)
      return
    }
    const { slow } = outcome
    const halves =
      slow.length > 0 && slow.length < batch.length
        ? [batch.filter((waiting) => !slow.includes(waiting)), ...slow.map((waiting) => [waiting])]
        : [batch.slice(0, batch.length >> 1), batch.slice(batch.length >> 1)]
    for (const half of halves) await this.#settle(half)
  }

  async #attempt(batch: Waiting[]): Promise<'committed' | { error: unknown; slow: Waiting[] }> {
    const unfinished = new Set(batch)
    let late = false
    let unit: Unit | undefined
    try {
      const { results, committed } = await this.#database.transaction(async (sql) => {
        const shared = new Unit(sql, this.#database.dialect, this.#options.now())
        unit = shared
        const patience = batch.length === 1 ? this.#options.limit : this.#options.patience
        let timer: NodeJS.Timeout | undefined
        const deadline = new Promise<never>((_, reject) => {
          timer = setTimeout(() => {
            late = true
            reject(new TooSlow(patience))
          }, patience)
        })
        const jobs = Promise.all(
          batch.map(async (waiting) => {
            const result = await waiting.job(shared)
            unfinished.delete(waiting)
            return result
          }),
        )
        jobs.catch(() => {})
        try {
          const results = await Promise.race([jobs, deadline])
          await shared.finish()
          return { results, committed: shared }
        } finally {
          clearTimeout(timer)
        }
      })
      const { topics, traces } = committed.committed()
      for (const [index, waiting] of batch.entries()) waiting.resolve(results[index] as never)
      for (const topic of topics) void this.#database.notify(topic).catch(() => {})
      for (const trace of traces) this.#options.onTrace(trace)
      return 'committed'
    } catch (error) {
      unit?.abandon()
      return { error, slow: late ? [...unfinished] : [] }
    }
  }
}
