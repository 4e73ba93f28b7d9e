/** Lets in one after another, in the order of asking. */
export class Turns {
  #taken = false
  readonly #waiting: (() => void)[] = []

  /** Whether somebody waits for a turn to end. */
  get awaited(): boolean {
    return this.#waiting.length > 0
  }

  /** Resolves when it is the caller's turn, with what ends the turn (to be called once). */
  async take(): Promise<() => void> {
    if (this.#taken) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else this.#taken = true
    return () => this.#next()
  }

  /** Runs while nobody has the turn, without taking it: for what is done at once. */
  async between<T>(run: () => T): Promise<T> {
    return this.#taken ? this.during(run) : run()
  }

  /** Runs in a turn of its own. */
  async during<T>(run: () => T | Promise<T>): Promise<T> {
    const end = await this.take()
    try {
      return await run()
    } finally {
      end()
    }
  }

  /** The turn is handed on without being free in between, so that nobody gets in out of order. */
  #next(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#taken = false
  }
}
