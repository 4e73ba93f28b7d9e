import { setImmediate } from 'node:timers/promises'
import type { Actor, Shown } from './platform.ts'

/** Reads what the bot says to somebody, message by message, and again what has changed. */
export class Reader {
  readonly #who: Actor
  readonly #read = new Map<string, string>()

  constructor(who: Actor) {
    this.#who = who
  }

  /** The oldest message that is not read yet or looks different now, as soon as there is one. */
  async next(): Promise<Shown> {
    for (;;) {
      for (const shown of await this.#who.sees()) {
        const look = JSON.stringify(shown)
        if (this.#read.get(shown.id) === look) continue
        this.#read.set(shown.id, look)
        return shown
      }
      await setImmediate()
    }
  }
}
