import { DateTime } from 'luxon'
import type { ReferralRules } from '../../src/program/program.ts'

/** Somebody as he was before he was linked with anybody, by his place in the list. */
type Person = number
type Sale = { who: Person; amount: number; at: number; created: number; refunds: { amount: number; at: number }[] }
type Paid = { referrer: number; friend: number; milestone: number }
type Brought = {
  id: number
  friend: Person
  referrer: Person
  joined: number
  answer: 'yes' | 'no' | null
  answered: number
  /** Once one of the two was forgotten: what it had come to, and when it had fallen due. */
  kept: { paid: Paid; due: number } | 'nothing' | null
}

const day = 86_400_000
const zero: Paid = { referrer: 0, friend: 0, milestone: 0 }

/**
 * What the rules of referrals come to, told the slow way from all that has happened: no states, no marks, no differences.
 * Nothing is shared with the code under test.
 */
export class Model {
  readonly brought: Brought[] = []
  readonly sales: Sale[] = []
  readonly partOf = new Map<Person, Person>()
  readonly forgotten = new Set<Person>()
  readonly #rules: ReferralRules
  readonly #zone: string

  constructor(rules: ReferralRules, zone: string) {
    this.#rules = rules
    this.#zone = zone
  }

  /** The customer that somebody is now. */
  now(person: Person): Person {
    const next = this.partOf.get(person)
    return next === undefined ? person : this.now(next)
  }

  same(a: Person, b: Person): boolean {
    return this.now(a) === this.now(b)
  }

  /** Whether he may come with the code of the other. */
  mayJoin(friend: Person, by: Person): boolean {
    if (this.same(friend, by)) return false
    return (
      !this.sales.some(({ who }) => this.same(who, friend)) && !this.brought.some((it) => this.same(it.friend, friend))
    )
  }

  link(into: Person, from: Person): void {
    if (!this.same(into, from)) this.partOf.set(this.now(from), this.now(into))
  }

  unlink(alone: Person): void {
    this.partOf.delete(alone)
  }

  forget(person: Person, at: number): void {
    const all = this.owed(at)
    for (const it of this.brought) {
      if (it.kept !== null || (!this.same(it.friend, person) && !this.same(it.referrer, person))) continue
      const found = all.get(it.id)
      it.kept = found ?? 'nothing'
    }
    this.forgotten.add(this.now(person))
  }

  /** What is owed for each referral at that time, and since when; nothing for those that are not there. */
  owed(at: number): Map<number, { paid: Paid; due: number }> {
    const owed = new Map<number, { paid: Paid; due: number }>()
    for (const referrer of new Set(this.brought.map((it) => this.now(it.referrer)))) {
      const own = this.brought.filter((it) => this.now(it.referrer) === referrer)
      const falling = own
        .flatMap((it) => {
          const due = this.#dueOf(it, own, at)
          return due === undefined ? [] : [{ it, due }]
        })
        .sort((a, b) => a.due - b.due || a.it.id - b.it.id)
      let nth = 0
      const months: string[] = []
      for (const { it, due } of falling) {
        const month = DateTime.fromMillis(due, { zone: this.#zone }).toFormat('yyyy-MM')
        const isOver = months.filter((other) => other === month).length >= this.#rules.ceiling
        if (it.kept === null && isOver) continue
        months.push(month)
        nth += 1
        const extra = this.#rules.milestones.find(({ friends }) => friends === nth)?.points ?? 0
        const paid = { referrer: this.#rules.referrer, friend: this.#rules.friend, milestone: extra }
        owed.set(it.id, it.kept === null || it.kept === 'nothing' ? { paid, due } : it.kept)
      }
    }
    return owed
  }

  #dueOf(it: Brought, own: readonly Brought[], at: number): number | undefined {
    if (it.kept !== null) return it.kept === 'nothing' ? undefined : it.kept.due
    if (this.same(it.friend, it.referrer) || it.answer === 'no') return undefined
    const theirs = this.sales.filter(({ who }) => this.same(who, it.friend))
    if (theirs.some((sale) => sale.at < it.joined)) return undefined
    const earlier = (other: Brought) => other.joined < it.joined || (other.joined === it.joined && other.id < it.id)
    if (this.brought.some((other) => this.same(other.friend, it.friend) && earlier(other))) return undefined
    const before = own.filter((other) => earlier(other) && other.joined > it.joined - day)
    if (it.answer !== 'yes' && (before.length >= this.#rules.burst || this.#brings(it.friend, it.referrer)))
      return undefined
    const dues = theirs.flatMap((sale) => this.#settled(sale, it, at))
    if (dues.length === 0) return undefined
    return it.answer === 'yes' ? Math.max(Math.min(...dues), it.answered) : Math.min(...dues)
  }

  #settled(sale: Sale, { joined }: Brought, now: number): number[] {
    const { hold, within, minimum } = this.#rules
    const plus = (at: number, wait: typeof hold) =>
      wait === null
        ? at
        : DateTime.fromMillis(at, { zone: this.#zone })
            .plus({ [wait.unit]: wait.count })
            .toMillis()
    if (sale.at > plus(joined, within)) return []
    const due = Math.max(plus(sale.at, hold), sale.created)
    const left = sale.refunds.reduce((rest, refund) => (refund.at < due ? rest - refund.amount : rest), sale.amount)
    return due <= now && left > 0 && left >= minimum ? [due] : []
  }

  /** Whether the one brought the other, by way of any number of others. */
  #brings(one: Person, other: Person, seen: readonly number[] = []): boolean {
    return this.brought.some(
      (it) =>
        this.same(it.friend, other) &&
        !this.same(it.friend, it.referrer) &&
        !seen.includes(it.id) &&
        (this.same(it.referrer, one) || this.#brings(one, it.referrer, [...seen, it.id])),
    )
  }
}

export const nothing = zero
