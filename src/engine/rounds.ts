import type { After } from './try-send.ts'

/** Pause when the database is away, in milliseconds. */
const awayMs = 1_000

/** Sleeps until its time is over or something new has come, also when that came a moment before. */
export class Sleeper {
  readonly #after: After
  #stirred = false
  #wake: () => void = () => {}

  constructor(after: After) {
    this.#after = after
  }

  /** Something new has come. */
  stir(): void {
    this.#stirred = true
    this.#wake()
  }

  /** Everything that has come so far is going to be looked at. */
  settle(): void {
    this.#stirred = false
  }

  /** Sleeps so many milliseconds, or until something new comes; not at all when something has. */
  async sleep(ms: number): Promise<void> {
    if (!this.#stirred) await this.#wait(ms, (resolve) => (this.#wake = resolve))
  }

  /** Sleeps so many milliseconds, whatever comes but the signal. */
  async rest(ms: number, signal?: AbortSignal): Promise<void> {
    if (!signal?.aborted)
      await this.#wait(ms, (resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }))
  }

  async #wait(ms: number, until: (resolve: () => void) => void): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const cancel = this.#after(ms, resolve)
    until(resolve)
    await promise
    cancel()
  }
}

/** What a worker does: `begin` once, then `round` after round, each of which says how long to sleep, in milliseconds. */
export type Rounds = { begin(): Promise<void>; round(): Promise<number>; failed(error: unknown): void }

/** Works until the signal. What fails is tried again after a pause: mostly the database is away. */
export async function inRounds(sleeper: Sleeper, signal: AbortSignal, { begin, round, failed }: Rounds): Promise<void> {
  signal.addEventListener('abort', () => sleeper.stir(), { once: true })
  let begun = false
  while (!signal.aborted) {
    sleeper.settle()
    let pause = awayMs
    try {
      if (!begun) await begin()
      begun = true
      pause = await round()
    } catch (error) {
      failed(error)
      sleeper.settle()
    }
    if (pause > 0 && !signal.aborted) await sleeper.sleep(pause)
  }
}
