import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Actor } from '../complaints/scene.ts'
import { eachDatabase, type Fresh } from '../databases.ts'
import { books } from '../links/books.ts'
import { Model, nothing } from './model.ts'
import { Shop, terms } from './shop.ts'

const people = 9
const person = fc.nat(people - 1)
/** Mostly one and the same, so that there is more than one friend of his. */
const referrer = fc.constantFrom(0, 0, 0, 0, 0, 1, 2, 5)
const hour = 3_600_000

const step = fc.oneof(
  { weight: 14, arbitrary: fc.record({ kind: fc.constant('bring' as const), who: person, by: referrer }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('join' as const), who: person, by: referrer }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('buy' as const),
      who: person,
      amount: fc.constantFrom(500, 1_000, 2_500, 2_500, 4_000),
      late: fc.constantFrom(0, 0, 0, 1, 30, 400),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('refund' as const), nth: fc.nat(9), share: fc.constantFrom(30, 70, 100) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('link' as const), who: person, whom: person }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('unlink' as const), who: person }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('forget' as const), who: person }) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      hours: fc.constantFrom(1, 25, 25, 24 * 4, 24 * 14, 24 * 15, 24 * 40),
    }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('sweep' as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('decide' as const), nth: fc.nat(3), yes: fc.boolean() }) },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** What came up in all runs, so that none of it is only thought to. */
type Seen = Record<'paid' | 'held' | 'milestone' | 'erased' | 'second' | 'self' | 'existing', number>

/** One life of a shop, on a database that others have lived in before. */
class Life {
  readonly shop: Shop
  readonly model: Model
  readonly actors: Actor[]
  readonly codes: string[] = []
  readonly ids: string[] = []
  readonly #references: string[] = []
  readonly #first: number

  constructor(shop: Shop, run: number, first: number) {
    this.shop = shop
    this.#first = first
    if (!shop.program.referrals) throw new Error('no referrals')
    this.model = new Model(shop.program.referrals, shop.program.timeZone)
    this.actors = Array.from({ length: people }, (_, nth) => shop.person(`${run}-${nth}`))
  }

  async begin(): Promise<void> {
    for (const actor of this.actors) {
      this.ids.push(await this.shop.idOf(actor))
      this.codes.push(await this.shop.codeOf(actor))
    }
  }

  get now(): number {
    return this.shop.clock.now.getTime()
  }

  /** Of those who were forgotten nothing comes any more. */
  #isGone(...who: number[]): boolean {
    return who.some((it) => this.model.forgotten.has(this.model.now(it)))
  }

  async take(step: Step, manager: Actor): Promise<void> {
    const { shop, model } = this
    switch (step.kind) {
      case 'bring':
        await this.take({ ...step, kind: 'join' }, manager)
        return this.take({ kind: 'buy', who: step.who, amount: 2_500, late: 0 }, manager)
      case 'join': {
        if (this.#isGone(step.who, step.by)) return
        const may = model.mayJoin(step.who, step.by)
        const before = (await shop.kept()).length
        await shop.does(this.actors[step.who] as Actor, 'refer', this.codes[step.by])
        const last = (await shop.kept()).slice(before)
        expect(last.length).toBe(may ? 1 : 0)
        const [kept] = last
        if (!kept) return
        model.brought.push({
          ...{ id: kept.id, friend: model.now(step.who), referrer: step.by },
          ...{ joined: this.now - (this.now % 1_000), answer: null, answered: 0, kept: null },
        })
        return
      }
      case 'buy': {
        if (this.#isGone(step.who)) return
        const at = this.now - step.late * hour
        this.#references.push(await shop.buys(this.ids[step.who] ?? '', step.amount, new Date(at)))
        model.sales.push({ who: step.who, amount: step.amount, at, created: this.now, refunds: [] })
        return
      }
      case 'refund': {
        const [sale, reference] = [model.sales[step.nth], this.#references[step.nth]]
        if (!sale || reference === undefined) return
        const left = sale.refunds.reduce((rest, { amount }) => rest - amount, sale.amount)
        const amount = Math.ceil((left * step.share) / 100)
        if (amount === 0) return
        await shop.refunds(reference, amount)
        sale.refunds.push({ amount, at: this.now })
        return
      }
      case 'link':
        if (this.#isGone(step.who, step.whom)) return
        await shop.link(this.ids[step.who] ?? '', this.ids[step.whom] ?? '')
        return model.link(step.who, step.whom)
      case 'unlink':
        if (this.#isGone(step.who)) return
        await shop.unlink(this.ids[step.who] ?? '')
        return model.unlink(step.who)
      case 'forget':
        if (this.#isGone(step.who)) return
        await shop.forget(this.ids[model.now(step.who)] ?? '')
        return model.forget(step.who, this.now)
      case 'wait':
        return shop.wait(step.hours / 24)
      case 'sweep':
        return shop.sweep()
      case 'decide': {
        const held = (await this.kept()).filter(({ state }) => state === 'held')
        const one = held[step.nth % Math.max(1, held.length)]
        const found = model.brought.find(({ id }) => id === one?.id)
        if (!one || !found) return
        await manager.does({ kind: 'pressed', press: `referral.decide:${one.id}:${step.yes ? 'yes' : 'no'}` })
        found.answer = step.yes ? 'yes' : 'no'
        found.answered = this.now
      }
    }
  }

  /** Referrals of this life. */
  async kept() {
    return (await this.shop.kept()).slice(this.#first)
  }
}

/** What the ledger holds for each referral, less what was taken back. */
async function posted(shop: Shop): Promise<Map<string, number>> {
  const rows = await shop.database.query<{ author: string; reason: string; points: number }>(
    `SELECT author, reason, sum(points) AS points FROM entry WHERE author LIKE 'referral:%' GROUP BY author, reason`,
  )
  return new Map(rows.map(({ author, reason, points }) => [`${author} ${reason}`, points]))
}

async function lives(fresh: Fresh, debt: 'zero' | 'negative', runs: number, seen: Seen): Promise<void> {
  const referrals = terms({ minimum: 1_000, ceiling: 2, burst: 2, milestones: [{ friends: 2, points: 500 }] })
  const shop = await Shop.open(fresh, { program: { referrals, debt, timeZone: 'Europe/Berlin' } })
  const manager = await shop.scene.member('telegram', 'boss', 'manager')
  let run = 0
  let first = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 12, maxLength: 40, size: 'max' }), async (steps) => {
      run += 1
      const life = new Life(shop, run, first)
      await life.begin()
      for (const step of steps) await life.take(step, manager)
      await shop.sweep()
      const owed = life.model.owed(life.now)
      const entries = await posted(shop)
      const kept = await life.kept()
      first += kept.length
      for (const { id, state, reason, paidReferrer, paidFriend, paidMilestone } of kept) {
        const paid = { referrer: paidReferrer, friend: paidFriend, milestone: paidMilestone }
        expect({ id, state: state === 'rewarded', ...paid }).toEqual({
          ...{ id, state: owed.has(id) },
          ...(owed.get(id)?.paid ?? nothing),
        })
        for (const [what, points] of Object.entries(paid))
          expect([what, entries.get(`referral:${id} referral.${what}`) ?? 0]).toEqual([what, points])
        if (state === 'rewarded') seen.paid += 1
        if (paidMilestone > 0) seen.milestone += 1
        if (state === 'held') seen.held += 1
        if (reason !== null && reason in seen) seen[reason as keyof Seen] += 1
      }
      await books(shop.database)
    }),
    { numRuns: runs },
  )
}

const none = (): Seen => ({ paid: 0, held: 0, milestone: 0, erased: 0, second: 0, self: 0, existing: 0 })

eachDatabase((fresh) => {
  test('whatever is joined, bought, refunded, linked, separated, forgotten and decided in any order, what is paid is what the rules come to', async () => {
    const seen = none()
    const runs = fresh.dialect === 'sqlite' ? 75 : 9
    await lives(fresh, 'zero', runs, seen)
    await lives(fresh, 'negative', runs / 3, seen)
    // Else the steps above never met what they are there for.
    if (fresh.dialect === 'sqlite') expect(Object.entries(seen).filter(([, count]) => count === 0)).toEqual([])
  }, 300_000)
})
