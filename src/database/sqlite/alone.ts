/** Leading and notifying where there is but one process. */
import { EventEmitter } from 'node:events'
import type { Log } from '../../log.ts'
import type { Coordination } from '../connected.ts'
import type { Stop } from '../database.ts'
import { Leading } from '../leading.ts'

export class Alone implements Coordination {
  readonly #emitter = new EventEmitter().setMaxListeners(0)
  readonly #leading = new Set<Leading>()
  readonly #log: Log
  readonly #unlock: () => void

  constructor(log: Log, unlock: () => void) {
    this.#log = log
    this.#unlock = unlock
  }

  lead(name: string, run: (signal: AbortSignal) => Promise<void>): Stop {
    const leading = new Leading(name, run, this.#log)
    this.#leading.add(leading)
    leading.begin()
    return async () => {
      this.#leading.delete(leading)
      await leading.end()
    }
  }

  async notify(topic: string): Promise<void> {
    this.#emitter.emit(topic)
  }

  on(topic: string, listener: () => void): () => void {
    this.#emitter.on(topic, listener)
    return () => this.#emitter.off(topic, listener)
  }

  async close(): Promise<void> {
    await Promise.all([...this.#leading].map((leading) => leading.end()))
    this.#unlock()
  }
}
