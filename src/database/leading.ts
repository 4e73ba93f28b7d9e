import { setTimeout as pause } from 'node:timers/promises'
import type { Log } from '../log.ts'

/** Milliseconds before a run that ended by itself is started again. */
const AGAIN = 1000

/** One piece of work that is done while this process leads under a name. Never runs twice at once. */
export class Leading {
  readonly name: string
  readonly #run: (signal: AbortSignal) => Promise<void>
  readonly #log: Log
  #ending: AbortController | undefined
  #running: Promise<void> = Promise.resolve()
  #resigned = false

  constructor(name: string, run: (signal: AbortSignal) => Promise<void>, log: Log) {
    this.name = name
    this.#run = run
    this.#log = log
  }

  /** Whether it may begin: it is not being done, and has not been given up. */
  get idle(): boolean {
    return !this.#resigned && this.#ending === undefined
  }

  begin(): void {
    if (!this.idle) return
    this.#ending = new AbortController()
    this.#running = this.#keepRunning(this.#ending.signal)
  }

  /** Tells the work to end and resolves once it has; then it may begin again. */
  async end(): Promise<void> {
    this.#ending?.abort()
    await this.#running
  }

  /** Ends it for good. */
  async resign(): Promise<void> {
    this.#resigned = true
    await this.end()
  }

  async #keepRunning(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#run(signal)
      } catch (error) {
        if (!signal.aborted) {
          this.#log.error({ err: error, lead: this.name }, 'What this process leads has failed; it is started again')
        }
      }
      if (!signal.aborted) await pause(AGAIN, undefined, { signal, ref: false }).catch(() => {})
    }
    this.#ending = undefined
  }
}
