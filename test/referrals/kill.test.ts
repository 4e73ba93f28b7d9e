import { expect, test } from 'vitest'
import type { Shown } from '../../adapters/fake/adapter.ts'
import type { Person } from '../../src/chat.ts'
import { contactOf } from '../../src/customers/contact.ts'
import type { Database, Dialect } from '../../src/database/database.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { takeSale } from '../../src/purchases/sale.ts'
import { appoint } from '../../src/staff/store.ts'
import { DyingShop } from '../complaints/dying.ts'
import { buttonsOf, readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { books } from '../links/books.ts'
import { dayMs } from './shop.ts'

const boss: Person = { platform: 'sure', id: 'boss', name: 'Boss', locale: 'en' }

/** A shop whose customers bring others, and whose program dies. */
class Shop extends DyingShop {
  constructor(database: Database) {
    super(database, { start: '2016-03-02T10:00:00Z', leads: ['sure'] })
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

  settles(days: number): Promise<void> {
    return this.looks((days * dayMs) / 60_000, 'referrals.settle')
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
        await shop.settles(15)
        const [question] = shop.seen(boss, `${cy.name} has brought ${di.name}`)
        const yes = question && buttonsOf(question.message).find(({ label }) => label === 'Pay them')
        if (!question || !yes || !('press' in yes)) throw new Error('nobody was asked')
        await shop.does({ kind: 'pressed', press: yes.press, message: question.id }, boss)
        await shop.settles(1)
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
