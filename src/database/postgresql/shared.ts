/** Leading and notifying among several processes. */
import { EventEmitter } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import type { Log } from '../../log.ts'
import { causeOf } from '../cause.ts'
import type { Stop } from '../database.ts'
import { Leading } from '../leading.ts'
import type { Runner } from '../runner.ts'
import { Line, NOTIFY } from './line.ts'

/** Milliseconds between two looks at whether the line holds and whether a lead is free. */
const TICK = 500

export class Shared {
  readonly #config: pg.ClientConfig
  readonly #runner: Runner
  readonly #log: Log
  /** Tells its own notifications from those of others. */
  readonly #id = crypto.randomUUID()
  readonly #topics = new EventEmitter().setMaxListeners(0)
  readonly #leads = new Map<string, Leading>()
  readonly #ending = new AbortController()
  #line: Line | undefined
  #look: () => void = () => {}
  #keeping: Promise<void> | undefined

  /** `runner` is for what needs no line. The line is opened when there is something to lead or to listen for. */
  constructor(config: pg.ClientConfig, runner: Runner, log: Log) {
    this.#config = config
    this.#runner = runner
    this.#log = log
  }

  lead(name: string, run: (signal: AbortSignal) => Promise<void>): Stop {
    if (this.#leads.has(name)) throw new Error(`${name} is led by this process already`)
    const lead = new Leading(name, run, this.#log)
    this.#leads.set(name, lead)
    this.#look()
    this.#keeping ??= this.#keepLine()
    return () => this.#resign(lead)
  }

  async notify(topic: string): Promise<void> {
    this.#topics.emit(topic)
    await this.#runner.rows({ sql: NOTIFY.sql, types: new Map() }, [NOTIFY.channel, JSON.stringify([this.#id, topic])])
  }

  on(topic: string, listener: () => void): () => void {
    this.#topics.on(topic, listener)
    this.#keeping ??= this.#keepLine()
    return () => this.#topics.off(topic, listener)
  }

  async close(): Promise<void> {
    await Promise.all([...this.#leads.values()].map((lead) => this.#resign(lead)))
    this.#ending.abort()
    await this.#keeping
  }

  async #resign(lead: Leading): Promise<void> {
    await lead.resign()
    await this.#line?.release(lead.name).catch(() => {})
    if (this.#leads.get(lead.name) === lead) this.#leads.delete(lead.name)
  }

  /** Keeps a line open until the end, one after another. */
  async #keepLine(): Promise<void> {
    const { signal } = this.#ending
    let told = false
    while (!signal.aborted) {
      try {
        const line = await Line.open(this.#config, (text) => this.#hear(text))
        this.#line = line
        if (told) this.#log.info({}, 'The database answers again')
        told = false
        // Whatever was said while there was no line was not heard.
        for (const topic of this.#topics.eventNames()) this.#topics.emit(topic)
        await this.#follow(line)
      } catch (error) {
        if (!signal.aborted && !told) {
          told = true
          this.#log.warn(
            { reason: causeOf(error).message },
            'The database does not answer: leading is given up meanwhile',
          )
        }
      } finally {
        this.#line?.close()
        this.#line = undefined
        for (const lead of this.#leads.values()) void lead.end()
      }
      await pause(TICK, undefined, { signal }).catch(() => {})
    }
  }

  /** Takes what is free to lead. Rejects when the line has broken, resolves at the end. */
  async #follow(line: Line): Promise<void> {
    const { signal } = this.#ending
    while (!signal.aborted) {
      const wanted = [...this.#leads.values()].filter((lead) => lead.idle).map(({ name }) => name)
      for (const name of await line.take(wanted)) {
        const lead = this.#leads.get(name)
        if (lead?.idle) lead.begin()
        else await line.release(name)
      }
      const asked = new Promise<void>((resolve) => {
        this.#look = resolve
      })
      await Promise.race([line.broken, asked, pause(TICK, undefined, { signal }).catch(() => {})])
    }
  }

  #hear(text: string): void {
    const [from, topic] = JSON.parse(text)
    if (from !== this.#id) this.#topics.emit(topic)
  }
}
