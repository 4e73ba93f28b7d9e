/** Lets in one after another, in the order of asking. */
export class Turns {
  #taken = false
  readonly #waiting: (() => void)[] = []

  /** Resolves when it is the caller's turn, with what ends the turn (to be called once). */
  async take(): Promise<() => void> {
    if (this.#taken) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#taken = true
    return () => this.#next()
  }

  get taken(): boolean {
    return this.#taken
  }

  /** The turn is handed on without being free in between, so that nobody gets in out of order. */
  #next(): void {
    const next = this.#waiting.shift()
    if (next) next()
    else this.#taken = false
  }
}
