import type { Trace } from '../chat.ts'
import type { Database } from '../database/database.ts'
import { isConflict } from '../database/passing.ts'
import { attend } from './quiet.ts'
import { Unit } from './unit.ts'

/** Something to be done within a unit. What it throws undoes it, and it alone. */
export type Job<T> = (unit: Unit) => Promise<T>

export type BatcherOptions = {
  now: () => Date
  /** Most jobs in one transaction. */
  most?: number
  /** How many transactions at once; SQLite has one writer, so there it is one. */
  parallel?: number
  /**
   * How long a batch waits for its slowest jobs, and others for those that are slow, in milliseconds. The time that
   * the database takes does not count: that it is slow, or far away, is no fault of a job.
   */
  patience?: number
  /** How long a slow job may take in all before it is given up, in milliseconds, again without the database. */
  limit?: number
  onBatch?: (size: number, ms: number) => void
  onTrace?: (trace: Trace) => void
}

/** `spent`: how long its tries have taken that it did not finish, in milliseconds. */
type Waiting = {
  job: Job<unknown>
  resolve: (value: never) => void
  reject: (error: unknown) => void
  spent: number
}
type Committed = { unit: Unit; results: unknown[] }
/** `late`: those that were not done when patience ended, if it was for them that it failed, and how long that was. */
type Undone = { error: unknown; late?: { jobs: ReadonlySet<Waiting>; ms: number } }

/** Thrown to a job that took too long. */
export class TooSlow extends Error {
  readonly ms: number
  constructor(ms: number) {
    super(`gave up after ${ms} ms`)
    this.name = 'TooSlow'
    this.ms = ms
  }
}

/** A job that waits for something else than the database holds up all others on SQLite, and some on PostgreSQL. */
const patience = { sqlite: 100, postgresql: 250 }
/** How many times as long as they took slow jobs that gave way leave to the others. */
const rest = 4
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
  /** Those that were too slow for their batch. They are tried together, and give way when others wait. */
  readonly #slow: Waiting[] = []
  /** When the slow ones may be tried, in milliseconds of `performance.now()`. */
  #slowFrom = 0
  #running = 0
  #idle: (() => void)[] = []

  constructor(database: Database, options: BatcherOptions) {
    this.#database = database
    this.#options = {
      most: 200,
      parallel: 1,
      patience: patience[database.dialect],
      limit: 5_000,
      onBatch: () => {},
      onTrace: () => {},
      ...options,
    }
  }

  /** Resolves with what the job returns once its transaction is committed; rejects with what it throws. */
  run<T>(job: Job<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#waiting.push({ job, resolve, reject, spent: 0 })
      this.#pump()
    })
  }

  /** Resolves when nothing is under way or waiting. */
  async idle(): Promise<void> {
    if (this.#running === 0 && !this.#isWaiting()) return
    await new Promise<void>((resolve) => this.#idle.push(resolve))
  }

  #isWaiting(): boolean {
    return this.#waiting.length > 0 || this.#slow.length > 0
  }

  #isRipe(): boolean {
    return this.#slow.length > 0 && performance.now() >= this.#slowFrom
  }

  #pump(): void {
    if (this.#running >= this.#options.parallel || (this.#waiting.length === 0 && !this.#isRipe())) return
    this.#running += 1
    // Not at once: jobs handed over in the same turn of the event loop belong into the same batch.
    setImmediate(async () => {
      await this.#settle(this.#waiting.splice(0, this.#options.most), false)
      if (this.#isRipe()) await this.#settle(this.#slow.splice(0), true)
      this.#running -= 1
      this.#pump()
      if (this.#running === 0 && !this.#isWaiting()) for (const resolve of this.#idle.splice(0)) resolve()
    })
  }

  async #settle(batch: Waiting[], slow: boolean, conflicts = 1): Promise<void> {
    const [first] = batch
    if (!first) return
    const started = performance.now()
    const outcome = await this.#attempt(batch, slow)
    this.#options.onBatch(batch.length, performance.now() - started)
    if ('unit' in outcome) return this.#conclude(batch, outcome)
    const { error, late } = outcome
    if (late) {
      const finished = batch.filter((waiting) => !late.jobs.has(waiting))
      await this.#settle(finished, slow)
      for (const waiting of late.jobs) {
        waiting.spent += late.ms
        if (waiting.spent < this.#options.limit) this.#slow.push(waiting)
        else waiting.reject(error)
      }
      const pause = slow ? late.ms * rest : 0
      this.#slowFrom = performance.now() + pause
      setTimeout(() => this.#pump(), pause + 1)
    } else if (batch.length > 1) {
      const half = batch.length >> 1
      await this.#settle(batch.slice(0, half), slow)
      await this.#settle(batch.slice(half), slow)
    } else if (isConflict(error) && conflicts < mostConflicts) await this.#settle(batch, slow, conflicts + 1)
    else first.reject(error)
  }

  /** Does all of it in one transaction, or nothing. Those that are `slow` may take longer while nobody else waits. */
  async #attempt(batch: Waiting[], slow: boolean): Promise<Committed | Undone> {
    const { patience, limit } = this.#options
    const unfinished = new Set(batch)
    const left = limit - Math.max(...batch.map((waiting) => waiting.spent))
    const isWanted = () => this.#waiting.length > 0 || this.#database.isAwaited()
    const goesOn = (ms: number) => (slow || batch.length === 1) && ms < left && !isWanted()
    let unit: Unit | undefined
    let late: Undone['late']
    try {
      return await this.#database.transaction(async (transaction) => {
        const { sql, quiet } = attend(transaction)
        const shared = new Unit(sql, this.#database.dialect, this.#options.now())
        unit = shared
        const jobs = batch.map(async (waiting) => {
          const result = await waiting.job(shared)
          unfinished.delete(waiting)
          return result
        })
        const results = await inTime(Promise.all(jobs), { patience, quiet, goesOn }).catch((error) => {
          // Later on, while all of it is undone, some of them may still come to an end.
          if (error instanceof TooSlow) late = { jobs: new Set(unfinished), ms: error.ms }
          throw error
        })
        await shared.finish()
        return { unit: shared, results }
      })
    } catch (error) {
      unit?.abandon()
      return late ? { error, late } : { error }
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

/**
 * Looks every `patience` milliseconds whether it goes on, not counting the time in which the database had something
 * to do. Rejects with {@link TooSlow} when it does not.
 */
async function inTime<T>(
  work: Promise<T>,
  { patience, quiet, goesOn }: { patience: number; quiet: () => number; goesOn: (ms: number) => boolean },
): Promise<T> {
  const late = Promise.withResolvers<never>()
  let ms = 0
  const timer = setInterval(() => {
    if (quiet() < patience) return
    ms += patience
    if (!goesOn(ms)) late.reject(new TooSlow(ms))
  }, patience)
  try {
    return await Promise.race([work, late.promise])
  } finally {
    clearInterval(timer)
  }
}
