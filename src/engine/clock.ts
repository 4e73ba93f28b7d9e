import { type Logger, type ScheduledTask, schedule } from 'node-cron'
import type { Log } from '../log.ts'
import type { Batcher } from './batcher.ts'
import type { AnyTimer, TimerDefinition } from './feature.ts'

export type ClockOptions = { batcher: Batcher; timers: readonly AnyTimer[]; log: Log }

/** Rows looked at together. */
const page = 500

/**
 * Does what falls due by itself. What is due is read from the database each time, so nothing is forgotten by a
 * restart, and what was missed meanwhile is done once. A row that fails is tried again at the next look and never
 * stops the others.
 */
export class Clock {
  readonly #options: ClockOptions

  constructor(options: ClockOptions) {
    this.#options = options
  }

  /** Looks at each timer by its own schedule, until the signal. Resolves once nothing is being done any more. */
  async run(signal: AbortSignal): Promise<void> {
    const sweeps = new Set<Promise<unknown>>()
    const look = async (name: string) => {
      const sweep = this.sweep(name, signal)
      sweeps.add(sweep)
      await sweep
      sweeps.delete(sweep)
    }
    const tasks: ScheduledTask[] = this.#options.timers.map((timer) =>
      schedule(timer.when, () => look(timer.name), {
        noOverlap: true,
        name: timer.name,
        logger: this.#cronLog(timer.name),
      }),
    )
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
    for (const task of tasks) await task.destroy()
    await Promise.all(sweeps)
  }

  /** A look that is left out because the one before is not done yet is nothing to wake anybody for. */
  #cronLog(timer: string): Logger {
    const { log } = this.#options
    const quietly = (message: string) => log.debug({ timer }, message)
    return {
      debug: (message) => quietly(String(message)),
      info: quietly,
      warn: quietly,
      error: (message) => log.error({ timer, err: message }, 'a timer could not be started'),
    }
  }

  /** Does everything that is due for one timer now. Gives how many rows were done and how many failed. */
  async sweep(name: string, signal?: AbortSignal): Promise<{ done: number; failed: number }> {
    const timer = this.#options.timers.find((it) => it.name === name) as TimerDefinition<unknown> | undefined
    if (!timer) throw new Error(`no timer "${name}"`)
    const { batcher, log } = this.#options
    const count = { done: 0, failed: 0 }
    let after: string | undefined
    try {
      while (!signal?.aborted) {
        const rows = await batcher.run((unit) => timer.due(unit, after, page))
        const outcomes = await Promise.allSettled(rows.map((row) => batcher.run((unit) => timer.fire(unit, row))))
        outcomes.forEach((outcome, index) => {
          if (outcome.status === 'fulfilled') count.done += 1
          else {
            count.failed += 1
            log.error({ err: outcome.reason, timer: name, row: timer.key(rows[index]) }, 'a timer failed for one row')
          }
        })
        const last = rows.at(-1)
        if (last === undefined || rows.length < page) break
        after = timer.key(last)
      }
    } catch (error) {
      log.error({ err: error, timer: name }, 'a timer could not look for what is due')
    }
    if (count.done + count.failed > 0) log.info({ timer: name, ...count }, 'timer done')
    return count
  }
}
