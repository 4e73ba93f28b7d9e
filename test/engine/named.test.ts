import { describe, expect, test } from 'vitest'
import { FakeAdapter } from '../../adapters/fake/adapter.ts'
import type { Database } from '../../src/database/database.ts'
import { Batcher } from '../../src/engine/batcher.ts'
import { Courier } from '../../src/engine/courier.ts'
import { Departures } from '../../src/engine/departures.ts'
import { openThread, say } from '../../src/engine/outbox.ts'
import { until } from '../contract/until.ts'
import { eachDatabase } from '../databases.ts'
import { silent } from '../log.ts'

const place = { platform: 'fake', channel: 'desk' }
const signal = new AbortController().signal

/** An outbox and a platform, on which a courier works when it is told to. */
class Pillar {
  readonly fake: FakeAdapter
  readonly outbox: Departures
  /** What was tried to be sent, in order. */
  readonly tried: string[] = []
  readonly #database: Database
  readonly #batcher: Batcher

  constructor(database: Database, looks = true) {
    this.#database = database
    this.outbox = new Departures(database)
    this.#batcher = new Batcher(database, { now: () => new Date() })
    this.fake = new FakeAdapter({ looks })
    this.fake.groups.add('desk')
    this.fake.before = (_to, { text }) => void this.tried.push(text)
    void this.fake.start({} as never)
  }

  says(text: string, more: { name?: string; under?: string } = { name: 'card' }): Promise<void> {
    return this.#batcher.run(async (unit) =>
      say(unit, { to: { place }, message: { text }, lane: 'alert', cause: 'test', ...more }),
    )
  }

  opens(): Promise<void> {
    return this.#batcher.run(async (unit) =>
      openThread(unit, { name: 'card', place, lane: 'alert', cause: 'test' }, 'About it'),
    )
  }

  /** It arrives, and the process ends before that is known. */
  async arrivesUnknown(): Promise<void> {
    const { next } = await this.outbox.waiting(
      'fake',
      [0, 1, 2].map(() => ({ held: [], most: 10 })),
    )
    for (const { id, goes, message } of next) {
      await this.outbox.leave([id], new Date())
      await this.fake.send(goes, { text: message.text }, { key: String(id), signal })
    }
    await this.outbox.recover('fake', new Date())
  }

  /** A courier works until nothing waits. */
  async works(): Promise<void> {
    const ending = new AbortController()
    const running = new Courier(this.fake, this.outbox, { log: silent }).run(ending.signal)
    await until(async () => {
      const rows = await this.#database.query(`SELECT id FROM delivery WHERE state IN ('queued', 'sending')`)
      return rows.length === 0
    })
    ending.abort()
    await running
  }

  get texts(): string[] {
    return this.fake.shown.map(({ message }) => message.text)
  }
}

eachDatabase((fresh) => {
  describe('what is said under a name', () => {
    test('takes the place of what waits, and changes what was sent', async () => {
      const pillar = new Pillar(await fresh.open())
      await pillar.says('new')
      await pillar.says('taken')
      await pillar.works()
      expect(pillar.tried).toEqual(['taken'])
      await pillar.says('settled')
      await pillar.works()
      expect(pillar.texts).toEqual(['settled'])
    })

    test.each([true, false])(
      'follows what may have arrived, which stays as it was or would not be known again (the platform can look: %s)',
      async (looks) => {
        const pillar = new Pillar(await fresh.open(), looks)
        await pillar.says('new')
        await pillar.opens()
        await pillar.says('a line', { under: 'card' })
        await pillar.arrivesUnknown()
        await pillar.says('taken')
        await pillar.says('settled')
        await pillar.works()
        expect(pillar.tried).toEqual(['new', 'new', 'a line', 'settled'])
        expect(pillar.texts).toEqual(looks ? ['settled', 'a line'] : ['new', 'settled', 'a line'])
        const thread = pillar.fake.opened.map((it) => it.place.thread)
        expect(pillar.fake.shown.map((it) => it.place.thread)).toEqual([
          ...(looks ? [] : [undefined]),
          undefined,
          ...thread,
        ])
      },
    )
  })
})
