import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { FakeAdapter, type Shown } from '../../adapters/fake/adapter.ts'
import type { Happening, Person } from '../../src/chat.ts'
import type { Database, Dialect } from '../../src/database/database.ts'
import { RegularsEngine } from '../../src/engine/engine.ts'
import { Measures } from '../../src/engine/measures.ts'
import { allFeatures } from '../../src/features.ts'
import { usualTypes } from '../../src/files/rules.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { appoint } from '../../src/staff/store.ts'
import { notUnderstood } from '../../src/welcome/flow.ts'
import { Mortal } from '../complaints/mortal.ts'
import { buttonsOf, readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { MemoryBlobs } from '../files/memory.ts'
import { silent } from '../log.ts'

const start = Date.parse('2026-03-02T10:00:00Z')
const minute = 60_000
const stan: Person = { platform: 'sure', id: 'stan', name: 'Stan', locale: 'en' }
const desk = { platform: 'sure', channel: 'desk' }

/** A shop whose program dies and is started again, by a clock that is moved by hand. */
class Shop {
  readonly platform = new FakeAdapter({ platform: 'sure', forms: true, threads: true, looks: true })
  now = start
  deaths = 0
  readonly #database: Database
  #process!: { mortal: Mortal; engine: RegularsEngine }
  #events = 0

  constructor(database: Database) {
    this.#database = database
    this.platform.groups.add('desk')
  }

  async starts(steps = Number.POSITIVE_INFINITY, after = false): Promise<void> {
    const mortal = new Mortal(steps, after)
    const engine = new RegularsEngine({
      database: mortal.database(this.#database, ['sure']),
      features: allFeatures(defaultProgram),
      unknown: notUnderstood,
      files: { blobs: new MemoryBlobs(), rules: { most: 1_000, types: usualTypes } },
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
           (SELECT count(*) FROM inbox WHERE done IS NULL) AS busy`,
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

  async looks(minutes: number): Promise<void> {
    this.now += minutes * minute
    await this.#insists((engine) => engine.clock.sweep('callbacks.clock'))
  }
}

const pressed = (shown: Shown | undefined, label: string) => {
  const button = shown && buttonsOf(shown.message).find((it) => it.label === label)
  if (!shown || !button || !('press' in button)) throw new Error(`nothing "${label}" to press`)
  return { kind: 'pressed', press: button.press, message: shown.id }
}

const strides: Record<Dialect, readonly { first: 'before' | 'after'; stride: number }[]> = {
  sqlite: [
    { first: 'before', stride: 1 },
    { first: 'after', stride: 1 },
  ],
  postgresql: [{ first: 'after', stride: 3 }],
}

eachDatabase((fresh) => {
  test.each(strides[fresh.dialect])(
    'killed $first any step from the wish to the end of a call: one call, one card, each word once',
    async ({ first, stride }) => {
      const database = await fresh.open()
      const shop = new Shop(database)
      await shop.starts()
      await shop.run((unit) => appoint(unit, [stan], 'staff'))
      await shop.does({ kind: 'asked', command: 'desk', args: '' }, stan, desk)
      await shop.stops()
      let steps = 1 - stride
      for (let dies = true; dies; ) {
        steps += stride
        const before = shop.deaths
        await shop.starts(steps, first === 'after')
        const cara: Person = { platform: 'sure', id: `cara-${steps}`, name: `Cara ${steps}`, locale: 'en' }
        const seen = (words: string) =>
          shop.platform.shown.filter(
            ({ place, message }) => place.channel === cara.id && readable(message).includes(words),
          )
        await shop.does(
          { kind: 'filled', form: 'callback', values: { reason: `About ${steps}`, phone: '+4930123456' } },
          cara,
        )
        await shop.does(pressed(seen('On which day')[0], 'Today'), cara)
        const time = seen('at what time')[0]
        const [slot] = time ? buttonsOf(time.message) : []
        await shop.does(pressed(time, slot?.label ?? ''), cara)
        await shop.looks(60)
        const cards = () =>
          shop.platform.shown.filter(
            ({ message }) => readable(message).includes(`About ${steps}`) && buttonsOf(message).length > 0,
          )
        await shop.does(pressed(cards()[0], 'I call'), stan, desk)
        await shop.does(
          { kind: 'filled', form: 'call-done', about: callIn(cards()[0]), values: { note: 'Well' } },
          stan,
          desk,
        )
        await shop.looks(60)
        await shop.stops()
        dies = shop.deaths > before

        const calls = await database.query<Record<string, unknown>>(
          'SELECT state, note, tries, alarm FROM callback WHERE reason = ?',
          `About ${steps}`,
        )
        expect(calls).toEqual([{ state: 'done', note: 'Well', tries: 0, alarm: null }])
        expect(await database.query('SELECT cell FROM callback_cell')).toEqual([])
        expect(seen('All right: we will call you today')).toHaveLength(1)
        const shown = shop.platform.shown.filter(
          ({ place, message }) => place.channel === 'desk' && readable(message).includes(`About ${steps}\n`),
        )
        expect(shown).toHaveLength(1)
        expect(shown[0] && readable(shown[0].message)).toContain('done')
        expect(shop.platform.opened.filter(({ title }) => title.endsWith(` ${cara.name}`))).toHaveLength(1)
        expect(await database.query("SELECT id FROM delivery WHERE state <> 'sent'")).toEqual([])
      }
      expect(steps).toBeGreaterThan(15)
    },
    120_000,
  )
})

const callIn = (shown: Shown | undefined): string => {
  const [, number] = /K-(\d+)/.exec(shown ? readable(shown.message) : '') ?? []
  return String(Number(number) - 1_000)
}
