import { setTimeout as pause } from 'node:timers/promises'
import type { Log } from '../log.ts'

/** Pause before a run that ended by itself is started again, in milliseconds. */
const AGAIN = 1000

/** One piece of work that is done while this process leads under a name. Never runs twice at once. */
export class Leading {
  readonly name: string
  readonly #run: (signal: AbortSignal) => Promise<void>
  readonly #log: Log
  #ending: AbortController | undefined
  #running: Promise<void> = Promise.resolve()

  constructor(name: string, run: (signal: AbortSignal) => Promise<void>, log: Log) {
    this.name = name
    this.#run = run
    this.#log = log
  }

  /** From {@link begin} until the work has ended. */
  get active(): boolean {
    return this.#ending !== undefined
  }

  begin(): void {
    if (this.#ending) return
    this.#ending = new AbortController()
    this.#running = this.#keepRunning(this.#ending.signal)
  }

  /** Tells the work to end and resolves once it has. */
  async end(): Promise<void> {
    this.#ending?.abort()
    await this.#running
  }

  async #keepRunning(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#run(signal)
      } catch (error) {
        if (!signal.aborted)
          this.#log.error({ err: error, lead: this.name }, 'What this process leads has failed; it is started again')
      }
      if (!signal.aborted) await pause(AGAIN, undefined, { signal, ref: false }).catch(() => {})
    }
    this.#ending = undefined
  }
}
