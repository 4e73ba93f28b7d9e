/** Leading and notifying where there is but one process. */
import { EventEmitter } from 'node:events'
import type { Log } from '../../log.ts'
import type { Stop } from '../database.ts'
import { Leading } from '../leading.ts'

export class Alone {
  readonly #emitter = new EventEmitter().setMaxListeners(0)
  readonly #leads = new Map<string, Leading>()
  readonly #log: Log

  constructor(log: Log) {
    this.#log = log
  }

  lead(name: string, run: (signal: AbortSignal) => Promise<void>): Stop {
    if (this.#leads.has(name)) throw new Error(`${name} is led by this process already`)
    const lead = new Leading(name, run, this.#log)
    this.#leads.set(name, lead)
    lead.begin()
    return async () => {
      await lead.resign()
      if (this.#leads.get(name) === lead) this.#leads.delete(name)
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
    await Promise.all([...this.#leads.values()].map((lead) => lead.resign()))
  }
}
