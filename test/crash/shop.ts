import { setTimeout as pause } from 'node:timers/promises'
import type { Random } from '../platforms/shared/random.ts'
import type { TelegramServer } from '../platforms/telegram/server.ts'
import { type Booking, customerSteps, staffSteps } from './steps.ts'
import { Talker } from './talker.ts'
import { Till } from './till.ts'

/** `perSecond`: things said and sales made, on average, in all. */
export type ShopOptions = {
  server: TelegramServer
  urls: readonly string[]
  key: string
  random: Random
  customers: number
  perSecond: { said: number; sold: number }
}

/** Ids of the people; those of staff are also those of the owners whom the settings name. */
export const staffIds = [101, 102, 103]
const firstCustomer = 5001

/** Most questions that one person has open at a time. */
const patience = 4
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
    const { server, random } = options
    this.#options = options
    this.till = new Till(options)
    const ids = Array.from({ length: options.customers }, (_, n) => firstCustomer + n)
    this.customers = ids.map((id) => new Talker(server, id, customerSteps(random)))
    this.staff = staffIds.map(
      (id) =>
        new Talker(
          server,
          id,
          staffSteps(random, () => this.#book()),
        ),
    )
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

  /** Looks until it is so; rejects after a minute with what is still open. */
  async settled(is: () => boolean | Promise<boolean>): Promise<void> {
    const end = Date.now() + 60_000
    for (;;) {
      for (const person of this.people) person.look()
      if (await is()) return
      if (Date.now() > end) throw new Error(`still open after a minute: ${this.#stillOpen()}`)
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
    if (!person || person.open >= patience) return
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
