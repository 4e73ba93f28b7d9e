import { setTimeout as pause } from 'node:timers/promises'
import type { Random } from '../platforms/shared/random.ts'
import type { Front } from './fronts/front.ts'
import { type Booking, customerSteps, staffSteps } from './steps.ts'
import { Talker } from './talker.ts'
import { Till } from './till.ts'

/** `customers`: how many on each of the platforms; staff are on the first. `perSecond`: things said and sales made, on average, in all. */
export type ShopOptions = {
  fronts: readonly [Front, ...Front[]]
  key: string
  random: Random
  customers: number
  perSecond: { said: number; sold: number }
}

/** How many of staff there are. */
const staff = 3

const tickMs = 10

/** A busy shop: customers who ask, staff who book, a till that sells; all at once and all the time. */
export class Shop {
  readonly customers: Talker[]
  readonly staff: Talker[]
  readonly till: Till
  /** Called whenever somebody is about to say something. */
  onSay: () => void = () => {}
  readonly #options: ShopOptions
  #amounts = 0
  #open = true
  #selling = new Set<Promise<void>>()
  #busy: Promise<void> = Promise.resolve()

  constructor(options: ShopOptions) {
    const { fronts, random } = options
    this.#options = options
    this.till = new Till(options)
    this.customers = fronts.flatMap((front) =>
      numbered(options.customers, (n) => {
        const voice = front.person(`Person ${n}`)
        return new Talker(voice, customerSteps(random, voice))
      }),
    )
    const steps = () => staffSteps(random, () => this.#book())
    this.staff = numbered(staff, (n) => new Talker(fronts[0].person(`Staff ${n}`), steps()))
  }

  /** What staff have booked in chat. */
  get bookings(): Booking[] {
    return this.staff.flatMap((person) => person.bookings)
  }

  get people(): Talker[] {
    return [...this.customers, ...this.staff]
  }

  /** Everybody says hello, for a notice goes to those alone who have been seen. Resolves when all are answered. */
  async open(): Promise<void> {
    for (const person of this.people) person.act()
    await this.settled(() => this.people.every((person) => person.open === 0))
    this.#busy = this.#work()
  }

  /** Nothing new is said or sold; resolves when the till has its answers. */
  async close(): Promise<void> {
    this.#open = false
    await this.#busy
    await Promise.all(this.#selling)
  }

  /** Looks until it is so; rejects after three minutes with what is still open. */
  async settled(is: () => boolean | Promise<boolean>): Promise<void> {
    const end = Date.now() + 180_000
    for (;;) {
      for (const person of this.people) person.look()
      if (await is()) return
      if (Date.now() > end) throw new Error(`still open after three minutes: ${this.#stillOpen()}`)
      await pause(tickMs)
    }
  }

  async #work(): Promise<void> {
    const { random, perSecond } = this.#options
    while (this.#open) {
      const start = performance.now()
      for (const person of this.people) person.look()
      for (let n = this.#due(perSecond.said); n > 0; n -= 1) this.#say()
      for (let n = this.#due(perSecond.sold); n > 0; n -= 1) {
        const sale = this.till.sell(this.#anyone().id, this.#amount())
        this.#selling.add(sale)
        void sale.then(() => this.#selling.delete(sale))
      }
      await pause(Math.max(1, tickMs - (performance.now() - start) + random() * 5))
    }
  }

  /** How many of so many a second fall into this tick. */
  #due(perSecond: number): number {
    const share = (perSecond * tickMs) / 1000
    return Math.floor(share) + (this.#options.random() < share % 1 ? 1 : 0)
  }

  #say(): void {
    const { random } = this.#options
    const person = random() < 0.25 ? this.staff[Math.floor(random() * this.staff.length)] : this.#anyone()
    if (!person || person.open >= person.voice.atOnce) return
    this.onSay()
    person.act()
  }

  #anyone(): Talker {
    return this.customers[Math.floor(this.#options.random() * this.customers.length)] as Talker
  }

  #book(): Booking {
    return { customer: this.#anyone().id, amount: this.#amount() }
  }

  /** No two amounts are the same, so that each tells which purchase it is. */
  #amount(): string {
    this.#amounts += 1
    return (10 + this.#amounts / 100).toFixed(2)
  }

  #stillOpen(): string {
    const open = this.people.filter((person) => person.open > 0)
    const lines = open.map((person) => `${person.id} waits for ${person.open} of ${person.asked}`)
    return [...lines, ...open.flatMap((person) => person.strange)].join('\n')
  }
}

function numbered<T>(count: number, make: (n: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index + 1))
}
