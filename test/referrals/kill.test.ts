import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { FakeAdapter, type Shown } from '../../adapters/fake/adapter.ts'
import type { Happening, Person } from '../../src/chat.ts'
import { contactOf } from '../../src/customers/contact.ts'
import type { Database, Dialect } from '../../src/database/database.ts'
import { RegularsEngine } from '../../src/engine/engine.ts'
import { Measures } from '../../src/engine/measures.ts'
import type { Unit } from '../../src/engine/unit.ts'
import { allFeatures } from '../../src/features.ts'
import { usualTypes } from '../../src/files/rules.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { takeSale } from '../../src/purchases/sale.ts'
import { appoint } from '../../src/staff/store.ts'
import { notUnderstood } from '../../src/welcome/flow.ts'
import { Mortal } from '../complaints/mortal.ts'
import { buttonsOf, readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { MemoryBlobs } from '../files/memory.ts'
import { books } from '../links/books.ts'
import { silent } from '../log.ts'
import { dayMs } from './shop.ts'

const boss: Person = { platform: 'sure', id: 'boss', name: 'Boss', locale: 'en' }

/** A shop whose program dies and is started again, by a clock that is moved by hand. */
class Shop {
  readonly platform = new FakeAdapter({ platform: 'sure', forms: true, looks: true })
  now = Date.parse('2016-03-02T10:00:00Z')
  deaths = 0
  readonly #database: Database
  #process!: { mortal: Mortal; engine: RegularsEngine }
  #events = 0

  constructor(database: Database) {
    this.#database = database
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

  does(act: object, who: Person): Promise<void> {
    this.#events += 1
    const where = { platform: 'sure', channel: who.id }
    const id = `event-${this.#events}`
    const happening = { id, who, where, at: new Date(this.now), direct: true, ...act } as Happening
    return this.#insists((engine) => engine.receive(happening))
  }

  refers(who: Person, args = ''): Promise<void> {
    return this.does({ kind: 'asked', command: 'refer', args }, who)
  }

  /** A sale is told until it was taken, as tills do. */
  buys(who: Person): Promise<void> {
    const sale = {
      source: 'till',
      reference: who.id,
      amount: 1_000,
      currency: 'EUR',
      at: new Date(this.now),
      items: [],
    }
    return this.run(async (unit) => {
      const { customerId } = await contactOf(unit, who)
      await takeSale(unit, defaultProgram, { ...sale, customerId })
    })
  }

  run(job: (unit: Unit) => Promise<unknown>): Promise<void> {
    return this.#insists((engine) => engine.run(job))
  }

  looks(days: number): Promise<void> {
    this.now += days * dayMs
    return this.#insists((engine) => engine.clock.sweep('referrals.settle'))
  }

  seen(who: Person, words: string): Shown[] {
    return this.platform.shown.filter(
      ({ place, message }) => place.channel === who.id && readable(message).includes(words),
    )
  }

  codeOf(who: Person): string {
    const [shown] = this.seen(who, 'Your code: ')
    return /Your code: (\S+)/.exec(shown ? readable(shown.message) : '')?.[1] ?? 'none'
  }
}

const strides: Record<Dialect, readonly { first: 'before' | 'after'; stride: number }[]> = {
  sqlite: [
    { first: 'before', stride: 1 },
    { first: 'after', stride: 2 },
  ],
  postgresql: [{ first: 'after', stride: 4 }],
}

eachDatabase((fresh) => {
  test.each(strides[fresh.dialect])(
    'killed $first any step from the code to the reward: each is paid once and told once',
    async ({ first, stride }) => {
      const database = await fresh.open()
      const shop = new Shop(database)
      await shop.starts()
      await shop.run((unit) => appoint(unit, [boss], 'manager'))
      await shop.stops()
      let steps = 1 - stride
      for (let dies = true; dies; ) {
        steps += stride
        const before = shop.deaths
        const person = (name: string): Person => ({
          platform: 'sure',
          id: `${name}-${steps}`,
          name: `${name} ${steps}`,
          locale: 'en',
        })
        const [ana, bo, cy, di] = [person('Ana'), person('Bo'), person('Cy'), person('Di')]
        await shop.starts(steps, first === 'after')
        // Ana brings Bo; Cy and Di bring each other, of which a manager has to be asked.
        for (const who of [ana, cy, di]) await shop.refers(who)
        await shop.refers(bo, shop.codeOf(ana))
        await shop.refers(di, shop.codeOf(cy))
        await shop.refers(cy, shop.codeOf(di))
        await shop.buys(bo)
        await shop.buys(di)
        await shop.looks(15)
        const [question] = shop.seen(boss, `${cy.name} has brought ${di.name}`)
        const yes = question && buttonsOf(question.message).find(({ label }) => label === 'Pay them')
        if (!question || !yes || !('press' in yes)) throw new Error('nobody was asked')
        await shop.does({ kind: 'pressed', press: yes.press, message: question.id }, boss)
        await shop.looks(1)
        await shop.stops()
        dies = shop.deaths > before
        const entries = await database.query<{ person: string; points: number }>(
          `SELECT i.person, e.points FROM entry e JOIN identity i ON i."customerId" = e."customerId"
           WHERE e.author LIKE 'referral:%' AND i.person LIKE ? ORDER BY i.person`,
          `%-${steps}`,
        )
        expect(entries).toEqual([
          { person: ana.id, points: 100 },
          { person: bo.id, points: 50 },
          { person: cy.id, points: 100 },
          { person: di.id, points: 50 },
        ])
        const once: [Person, string][] = [
          [ana, 'A friend has come with your code'],
          [ana, 'you get 100 points'],
          [bo, 'here are your 50 points'],
          [cy, 'you get 100 points'],
          [di, 'here are your 50 points'],
        ]
        for (const [who, words] of once)
          expect(
            shop.seen(who, words).filter(({ message }) => !message.text.startsWith('Bring a friend')),
            `${who.id}: ${words}`,
          ).toHaveLength(1)
      }
      await books(database)
      expect(steps).toBeGreaterThan(20)
    },
    300_000,
  )
})
