import { setImmediate as endOfTurn } from 'node:timers/promises'
import type { After } from '../../src/engine/try-send.ts'

/** Time that passes only when it is told to. */
export class Clockwork {
  #now: number
  #due: { at: number; run: () => void }[] = []

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.#now = start
  }

  readonly now = (): number => this.#now

  readonly after: After = (ms, run) => {
    const due = { at: this.#now + ms, run }
    this.#due.push(due)
    return () => {
      this.#due = this.#due.filter((other) => other !== due)
    }
  }

  /** So many milliseconds pass, and everything that falls due in them happens at its time. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms
    for (;;) {
      await quiet()
      const at = Math.min(...this.#due.map((due) => due.at))
      if (at > end) break
      this.#now = Math.max(this.#now, at)
      const ripe = this.#due.filter((due) => due.at <= this.#now)
      this.#due = this.#due.filter((due) => due.at > this.#now)
      for (const { run } of ripe) run()
    }
    this.#now = end
    await quiet()
  }
}

/** Turns of the event loop in which all comes to rest that waits for nothing but itself. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await endOfTurn()
}
