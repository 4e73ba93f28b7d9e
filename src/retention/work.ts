import type { Work, WorkDefinition } from '../engine/feature.ts'
import { inRounds, Sleeper } from '../engine/rounds.ts'
import { afterTimeout } from '../engine/try-send.ts'
import type { Program } from '../program/program.ts'
import type { Sweep } from './sweep.ts'

type Tools = Parameters<WorkDefinition['make']>[0]

/** How often it is looked for what is too old, and how long after the start first, in milliseconds. */
const everyMs = 10 * 60_000
const firstMs = 60_000
/** Pause between two pages: others have their turn. */
const pauseMs = 10

/**
 * Takes away what is too old, page by page. Every page is a transaction of its own, and what it took away is not found again: so it
 * may be ended at any instant, and the next look goes on. One thing that fails does not keep the others.
 */
export class RetentionWork implements Work {
  readonly #program: Program
  readonly #sweeps: readonly Sweep[]
  readonly #tools: Tools
  readonly #sleeper = new Sleeper(afterTimeout)
  readonly #asking: (() => void)[] = []
  /** When each was looked at last, in milliseconds of the clock. */
  readonly #looked = new Map<string, number>()
  /** Where each goes on. */
  readonly #reached = new Map<string, string>()

  constructor(program: Program, sweeps: readonly Sweep[], tools: Tools) {
    this.#program = program
    this.#sweeps = sweeps
    this.#tools = tools
  }

  nudge(): void {
    this.#sleeper.stir()
  }

  look(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#asking.push(resolve)
    this.nudge()
    return promise
  }

  async run(signal: AbortSignal): Promise<void> {
    let next = performance.now() + firstMs
    await inRounds(this.#sleeper, signal, {
      begin: async () => {},
      round: async () => {
        const asking = this.#asking.splice(0)
        if (asking.length > 0 || performance.now() >= next) {
          await this.#lookAtAll(signal, asking.length > 0)
          next = performance.now() + everyMs
        }
        for (const tell of asking) tell()
        return Math.max(1, next - performance.now())
      },
      failed: (error) => this.#tools.log.error({ err: error }, 'what is too old could not be taken away'),
    })
  }

  async #lookAtAll(signal: AbortSignal, isAsked: boolean): Promise<void> {
    const { now, log } = this.#tools
    for (const sweep of this.#sweeps) {
      if (signal.aborted) return
      const last = this.#looked.get(sweep.name)
      if (!isAsked && sweep.every !== undefined && last !== undefined && now() - last < sweep.every) continue
      this.#looked.set(sweep.name, now())
      try {
        const taken = await this.#sweep(sweep, signal)
        if (taken > 0) log.info({ what: sweep.name, taken }, 'what was too old was taken away')
      } catch (error) {
        log.error({ err: error, what: sweep.name }, 'what is too old could not be taken away')
      }
    }
  }

  async #sweep(sweep: Sweep, signal: AbortSignal): Promise<number> {
    const { run, now } = this.#tools
    const before = sweep.before(this.#program, new Date(now()))
    if (!before) return 0
    let taken = 0
    let after = this.#reached.get(sweep.name)
    while (!signal.aborted) {
      const done = await run((unit) => sweep.page(unit, before, after))
      taken += done.taken
      if (done.reached !== undefined) this.#reached.set(sweep.name, done.reached)
      if (done.next === undefined) break
      after = done.next
      await this.#sleeper.rest(pauseMs, signal)
    }
    return taken
  }
}
