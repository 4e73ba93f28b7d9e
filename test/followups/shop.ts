import type { Wait } from '../../src/program/duration.ts'
import { defaultProgram, type FollowUpRule, type Program } from '../../src/program/program.ts'
import { takeSale } from '../../src/purchases/sale.ts'
import { type Actor, Scene, type SceneOptions } from '../complaints/scene.ts'
import type { Fresh } from '../databases.ts'

const minuteMs = 60_000
const units = { minutes: minuteMs, hours: 60 * minuteMs, days: 1440 * minuteMs }

export const days = (count: number): Wait => ({ count, unit: 'days' })
export const hours = (count: number): Wait => ({ count, unit: 'hours' })

/** A rule: three days after any purchase, at most two days late, but for what is given. */
export const rule = (given: Partial<FollowUpRule> = {}): FollowUpRule => ({
  id: 'how-was-it',
  after: 'purchase',
  wait: days(3),
  within: days(2),
  sku: null,
  prefix: null,
  amount: 0,
  first: false,
  ask: null,
  call: false,
  ...given,
})

export type ShopOptions = Omit<SceneOptions, 'now'> & { rules?: readonly FollowUpRule[]; at?: string }

/** A shop with follow-up rules and a clock of its own. */
export class Shop {
  readonly scene: Scene
  readonly program: Program
  readonly clock: { now: Date }
  #sales = 0

  private constructor(scene: Scene, program: Program, clock: { now: Date }) {
    this.scene = scene
    this.program = program
    this.clock = clock
  }

  /** It is noon of Monday, 2 March 2026, in UTC, unless it is `at` another time. */
  static async open(fresh: Fresh, { rules = [rule()], at, program, ...options }: ShopOptions = {}): Promise<Shop> {
    const clock = { now: new Date(at ?? '2026-03-02T12:00Z') }
    const whole = { followUps: rules, ...program }
    const scene = await Scene.open(fresh, {
      platforms: ['telegram'],
      ...options,
      program: whole,
      now: () => new Date(clock.now),
    })
    return new Shop(scene, { ...defaultProgram, ...whole }, clock)
  }

  get database() {
    return this.scene.database
  }

  /** Somebody who has written to us once. */
  async customer(id: string, about: { name?: string; locale?: string } = {}, platform = 'telegram'): Promise<Actor> {
    const actor = this.scene.person(platform, id, { name: id, ...about })
    await actor.says('/start')
    return actor
  }

  idOf({ platform: { platform }, id }: Actor): Promise<string> {
    return this.database
      .query<{ customerId: string }>(
        'SELECT "customerId" FROM identity WHERE platform = ? AND person = ?',
        platform,
        id,
      )
      .then((rows) => rows[0]?.customerId ?? '')
  }

  /** Sells something to somebody now, and gives the id of the purchase. */
  async sells(actor: Actor, { amount = 840, skus = ['COFFEE'] }: { amount?: number; skus?: string[] } = {}) {
    const customerId = await this.idOf(actor)
    this.#sales += 1
    const outcome = await this.scene.engine.run((unit) =>
      takeSale(unit, this.program, {
        source: 'test',
        reference: `sale ${this.#sales}`,
        customerId,
        amount,
        currency: 'EUR',
        at: undefined,
        items: skus.map((sku) => ({ sku, name: `A ${sku.toLowerCase()}`, quantity: 1, amount: 0 })),
      }),
    )
    await this.scene.settle()
    if (!('purchase' in outcome)) throw new Error(`not sold: ${outcome.kind}`)
    return outcome.purchase.id
  }

  /** Lets so much time pass, without a look. */
  passes(count: number, unit: keyof typeof units): void {
    this.clock.now = new Date(this.clock.now.getTime() + count * units[unit])
  }

  /** Looks what is to be asked, and lets it arrive. */
  async looks(): Promise<void> {
    await this.scene.sweep('followups.gather', 'followups.recall', 'followups.ask')
  }

  /** Lets time pass until then, with a look every `step` minutes. */
  async goesOn(count: number, unit: keyof typeof units, step = 60): Promise<void> {
    const end = this.clock.now.getTime() + count * units[unit]
    for (await this.looks(); this.clock.now.getTime() < end; await this.looks()) this.passes(step, 'minutes')
  }

  rows(): Promise<{ rule: string; state: string; why: string | null; answer: string | null; asked: Date | null }[]> {
    return this.database.query(
      'SELECT rule, state, why, answer, asked, suggestion FROM follow_up ORDER BY asked IS NULL, asked, id',
    )
  }
}

export const isQuestion = ({ message }: { message: { parts?: unknown[] } }) =>
  JSON.stringify(message).includes('followup.well:')

/** What somebody was asked by us. */
export const questionsTo = (actor: Actor) => actor.sees().filter(isQuestion)
