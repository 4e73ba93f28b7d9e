import type { Shown } from '../../adapters/fake/adapter.ts'
import { contactOf } from '../../src/customers/contact.ts'
import { allFeatures } from '../../src/features.ts'
import { joinCustomers, partCustomers } from '../../src/links/joining.ts'
import { defaultProgram, defaultReferrals, type Program, type ReferralRules } from '../../src/program/program.ts'
import { takeRefund, takeSale } from '../../src/purchases/sale.ts'
import { codeOf } from '../../src/referrals/exports.ts'
import { type Actor, Scene, type SceneOptions } from '../complaints/scene.ts'
import type { Fresh } from '../databases.ts'

export const dayMs = 86_400_000

/** Two weeks of hold, ninety days to buy, 100 and 50 points, unless something else is given. */
export const terms = (given: Partial<ReferralRules> = {}): ReferralRules => ({ ...defaultReferrals, ...given })

export type ShopOptions = Omit<SceneOptions, 'now'> & { referrals?: Partial<ReferralRules> | null; at?: string }

/** A referral as it is kept, as far as tests look at it. */
export type Kept = {
  id: number
  state: string
  reason: string | null
  paidReferrer: number
  paidFriend: number
  paidMilestone: number
  decision: string | null
  decided: Date | null
  due: Date | null
}

/** Sales of one shop are none of another, though both should share a database. */
let shops = 0

/** A shop with referrals and a clock of its own. */
export class Shop {
  readonly scene: Scene
  readonly program: Program
  readonly clock: { now: Date }
  readonly #features
  readonly #number: number
  #sales = 0

  private constructor(scene: Scene, program: Program, clock: { now: Date }) {
    this.scene = scene
    this.program = program
    this.clock = clock
    this.#features = allFeatures(program)
    shops += 1
    this.#number = shops
  }

  /** It is noon of Monday, 2 March 2026, in UTC, unless it is `at` another time. */
  static async open(fresh: Fresh, { referrals, at, program, ...options }: ShopOptions = {}): Promise<Shop> {
    const clock = { now: new Date(at ?? '2026-03-02T12:00Z') }
    const whole = { referrals: referrals === null ? null : terms(referrals), ...program }
    const now = () => new Date(clock.now)
    const scene = await Scene.open(fresh, { platforms: ['telegram'], ...options, program: whole, now })
    return new Shop(scene, { ...defaultProgram, ...whole }, clock)
  }

  get database() {
    return this.scene.database
  }

  get engine() {
    return this.scene.engine
  }

  /** Lets that many days pass. */
  wait(days: number): void {
    this.clock.now = new Date(this.clock.now.getTime() + days * dayMs)
  }

  person(id: string, about: { name?: string; locale?: string } = {}, platform = 'telegram'): Actor {
    return this.scene.person(platform, id, about)
  }

  /** What somebody does at the time of the clock. */
  async does(who: Actor, command: string, args = ''): Promise<Shown> {
    const happening = who.happening({ kind: 'asked', command, args })
    await this.engine.receive({ ...happening, at: this.clock.now })
    await this.scene.settle()
    return who.last()
  }

  async says(who: Actor, text: string): Promise<Shown> {
    await this.engine.receive({ ...who.happening({ kind: 'said', text }), at: this.clock.now })
    await this.scene.settle()
    return who.last()
  }

  idOf(who: Actor): Promise<string> {
    const person = { platform: who.platform.platform, id: who.id }
    return this.engine.run(async (unit) => (await contactOf(unit, person)).customerId)
  }

  /** The code by which that person brings others. */
  async codeOf(who: Actor): Promise<string> {
    const id = await this.idOf(who)
    return this.engine.run((unit) => codeOf(unit, id))
  }

  /** The friend comes with the code of the other. */
  async joins(friend: Actor, by: Actor): Promise<Shown> {
    return this.does(friend, 'refer', await this.codeOf(by))
  }

  /** A purchase of that many cents. Gives its reference. */
  async buys(who: Actor | string, amount: number, at: Date = this.clock.now): Promise<string> {
    this.#sales += 1
    const reference = `${this.#number}-${this.#sales}`
    const customerId = typeof who === 'string' ? who : await this.idOf(who)
    const sale = { source: 'test', reference, customerId, amount, currency: 'EUR', at, items: [] }
    await this.engine.run((unit) => takeSale(unit, this.program, sale))
    return reference
  }

  async refunds(reference: string, amount: number): Promise<void> {
    const sale = { source: 'test', reference }
    this.#sales += 1
    const refund = { reference: `r${this.#sales}`, amount }
    await this.engine.run((unit) => takeRefund(unit, this.program, sale, refund))
  }

  link(into: string, from: string): Promise<unknown> {
    return this.engine.run((unit) => joinCustomers(unit, this.#features, into, from))
  }

  unlink(alone: string): Promise<boolean> {
    return this.engine.run((unit) => partCustomers(unit, this.#features, alone))
  }

  /** Has him forgotten, as far as features do something about it. */
  async forget(customerId: string): Promise<void> {
    await this.engine.run(async (unit) => {
      for (const feature of this.#features) await feature.erased?.(unit, customerId)
    })
  }

  /** Looks at what is due, and waits until all that follows has been said. */
  sweep(): Promise<void> {
    return this.scene.sweep('referrals.settle')
  }

  kept(): Promise<Kept[]> {
    return this.database.query<Kept>(
      `SELECT id, state, reason, "paidReferrer", "paidFriend", "paidMilestone", decision, decided, due
       FROM referral ORDER BY id`,
    )
  }

  /** The points of that customer. */
  async points(who: Actor): Promise<number> {
    const [row] = await this.database.query<{ balance: number }>(
      'SELECT balance FROM account WHERE "customerId" = ?',
      await this.idOf(who),
    )
    return row?.balance ?? 0
  }

  /** What the ledger says was paid for referrals in all, less what was taken back. */
  async paid(): Promise<number> {
    const [row] = await this.database.query<{ points: number }>(
      `SELECT coalesce(sum(points), 0) AS points FROM entry WHERE kind = 'adjust' AND author LIKE 'referral:%'`,
    )
    return row?.points ?? 0
  }
}
