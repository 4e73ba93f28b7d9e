import type { Trace } from '../chat.ts'
import type { Database } from '../database/database.ts'
import { isConflict } from '../database/passing.ts'
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
  /** How long jobs that were too slow for their batch may take by themselves before they are given up, in milliseconds. */
  limit?: number
  onBatch?: (size: number, ms: number) => void
  onTrace?: (trace: Trace) => void
}

type Waiting = { job: Job<unknown>; resolve: (value: never) => void; reject: (error: unknown) => void }
type Committed = { unit: Unit; results: unknown[] }
type Undone = { error: unknown; slow: Set<Waiting> }

/** Thrown to a job that took longer than `limit`. */
export class TooSlow extends Error {
  constructor(ms: number) {
    super(`gave up after ${ms} ms`)
    this.name = 'TooSlow'
  }
}

/** On SQLite nothing but waiting for something else takes long, and all others wait as long as a job is at it. */
const limits = { sqlite: 1_000, postgresql: 5_000 }
/** How often a job that had to give way to another process is tried. */
const mostConflicts = 5

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
      parallel: 1,
      patience: 250,
      limit: limits[database.dialect],
      onBatch: () => {},
      onTrace: () => {},
      ...options,
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
      await this.#settle(this.#waiting.splice(0, this.#options.most), this.#options.patience)
      this.#running -= 1
      this.#pump()
      if (this.#running === 0 && this.#waiting.length === 0) for (const resolve of this.#idle.splice(0)) resolve()
    })
  }

  async #settle(batch: Waiting[], patience: number, conflicts = 1): Promise<void> {
    const [first] = batch
    if (!first) return
    const { limit, onBatch } = this.#options
    const alone = batch.length === 1
    const started = performance.now()
    const outcome = await this.#attempt(batch, alone ? limit : patience)
    onBatch(batch.length, performance.now() - started)
    if ('unit' in outcome) return this.#conclude(batch, outcome)
    const { error, slow } = outcome
    if (slow.size > 0) {
      const quick = batch.filter((waiting) => !slow.has(waiting))
      await this.#settle(quick, patience)
      if (patience < limit && !alone) await this.#settle([...slow], limit)
      else for (const waiting of slow) waiting.reject(error)
    } else if (!alone) {
      const half = batch.length >> 1
      await this.#settle(batch.slice(0, half), patience)
      await this.#settle(batch.slice(half), patience)
    } else if (isConflict(error) && conflicts < mostConflicts) await this.#settle(batch, patience, conflicts + 1)
    else first.reject(error)
  }

  /** Does all of it in one transaction, or nothing. `slow` are those that were not done when patience ended. */
  async #attempt(batch: Waiting[], patience: number): Promise<Committed | Undone> {
    const slow = new Set(batch)
    let unit: Unit | undefined
    try {
      return await this.#database.transaction(async (sql) => {
        const shared = new Unit(sql, this.#database.dialect, this.#options.now())
        unit = shared
        const jobs = batch.map(async (waiting) => {
          const result = await waiting.job(shared)
          slow.delete(waiting)
          return result
        })
        const results = await inTime(Promise.all(jobs), patience)
        await shared.finish()
        return { unit: shared, results }
      })
    } catch (error) {
      unit?.abandon()
      return { error, slow: error instanceof TooSlow ? slow : new Set() }
    }
  }

  /** What follows from a commit. Nothing that fails here may make it look undone. */
  #conclude(batch: Waiting[], { unit, results }: Committed): void {
    for (const [index, waiting] of batch.entries()) waiting.resolve(results[index] as never)
    const { topics, traces } = unit.committed()
    for (const topic of topics) void this.#database.notify(topic).catch(() => {})
    for (const trace of traces) this.#options.onTrace(trace)
  }
}

async function inTime<T>(work: Promise<T>, ms: number): Promise<T> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new TooSlow(ms)), ms)
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearTimeout(timer)
  }
}
