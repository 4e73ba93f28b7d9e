import { setImmediate as turn } from 'node:timers/promises'
import { FakeAdapter } from '../../adapters/fake/adapter.ts'
import type { Happening, Person } from '../../src/chat.ts'
import type { Database, Dialect } from '../../src/database/database.ts'
import { RegularsEngine } from '../../src/engine/engine.ts'
import { Measures } from '../../src/engine/measures.ts'
import { allFeatures } from '../../src/features.ts'
import { usualTypes } from '../../src/files/rules.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { notUnderstood } from '../../src/welcome/flow.ts'
import { MemoryBlobs } from '../files/memory.ts'
import { silent } from '../log.ts'
import { Mortal } from './mortal.ts'

const minute = 60_000

/** `start`: what the clock says first. `leads`: what its process leads in, besides the engine's own. */
type Kind = { start: string; leads: readonly string[] }

/** A shop whose program dies and is started again, by a clock that is moved by hand. */
export class DyingShop {
  readonly platform = new FakeAdapter({ platform: 'sure', forms: true, threads: true, looks: true })
  readonly blobs = new MemoryBlobs()
  now: number
  deaths = 0
  readonly #database: Database
  readonly #leads: readonly string[]
  #process!: { mortal: Mortal; engine: RegularsEngine }
  #events = 0

  constructor(
    database: Database,
    { start, leads }: Kind = { start: '2026-03-02T10:00:00Z', leads: ['sure', 'files sure', 'erased files'] },
  ) {
    this.#database = database
    this.#leads = leads
    this.now = Date.parse(start)
    this.platform.groups.add('desk')
  }

  async starts(steps = Number.POSITIVE_INFINITY, after = false): Promise<void> {
    const mortal = new Mortal(steps, after)
    const engine = new RegularsEngine({
      database: mortal.database(this.#database, this.#leads),
      features: allFeatures(defaultProgram),
      unknown: notUnderstood,
      files: { blobs: mortal.blobs(this.blobs), rules: { most: 1_000, types: usualTypes } },
      log: silent,
      measures: new Measures(),
      now: () => new Date(this.now),
    })
    this.#process = { mortal, engine }
    const up = async () => {
      await engine.connect(mortal.adapter(this.platform, false))
      await engine.start()
    }
    await Promise.race([up(), mortal.died])
  }

  async #revive(): Promise<void> {
    const { mortal, engine } = this.#process
    if (!mortal.dead) return
    this.deaths += 1
    await mortal.rest()
    void engine.stop()
    await this.starts()
  }

  async stops(): Promise<void> {
    await this.#revive()
    await this.#process.engine.stop()
  }

  /** Tries that until the process lived to its end. */
  async #insists(work: (engine: RegularsEngine) => Promise<unknown>): Promise<void> {
    for (let isDone = false; !isDone; ) {
      await this.#revive()
      const { mortal, engine } = this.#process
      isDone = await Promise.race([work(engine).then(() => !mortal.dead), mortal.died.then(() => false)])
    }
    await this.#settles()
  }

  async #settles(): Promise<void> {
    for (;;) {
      await this.#revive()
      const [row] = await this.#database.query<{ busy: number }>(
        `SELECT (SELECT count(*) FROM delivery WHERE state IN ('queued', 'sending')) +
           (SELECT count(*) FROM inbox WHERE done IS NULL) + (SELECT count(*) FROM file WHERE state = 'waiting') AS busy`,
      )
      if (row?.busy === 0 && !this.#process.mortal.dead) return
      await turn()
    }
  }

  does(act: object, who: Person, where = { platform: 'sure', channel: who.id }): Promise<void> {
    this.#events += 1
    const id = `event-${this.#events}`
    const direct = where.channel === who.id
    const happening = { id, who, where, at: new Date(this.now), direct, ...act } as Happening
    return this.#insists((engine) => engine.receive(happening))
  }

  run(job: Parameters<RegularsEngine['run']>[0]): Promise<void> {
    return this.#insists((engine) => engine.run(job))
  }

  /** So much later a timer looks. */
  async looks(minutes: number, timer: string): Promise<void> {
    this.now += minutes * minute
    await this.#insists((engine) => engine.clock.sweep(timer))
  }

  /** Work of a feature's own looks at what there is. */
  works(name: string): Promise<void> {
    return this.#insists((engine) => engine.look(name))
  }
}

/** At which steps it dies: each on SQLite; on PostgreSQL, which is slower, some. */
export const strides: Record<Dialect, readonly { first: 'before' | 'after'; stride: number }[]> = {
  sqlite: [
    { first: 'before', stride: 1 },
    { first: 'after', stride: 1 },
  ],
  postgresql: [{ first: 'after', stride: 3 }],
}
