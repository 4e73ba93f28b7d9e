import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Account,
  type Entry,
  type Post,
  pointsFor,
  post,
  refundPoints,
  standing,
  validity,
} from '../../src/points/rules.ts'
import { defaultEarning, defaultProgram, type Program } from '../../src/program/program.ts'
import { frozen, Model } from './model.ts'

type Command =
  | { kind: 'earn'; amount: number; lateHours: number }
  | { kind: 'spend'; points: number }
  | { kind: 'adjust'; points: number; mayOwe: boolean }
  | { kind: 'refund'; which: number; percent: number }
  | { kind: 'expire' }
  | { kind: 'program'; which: number }

type Step = { hours: number; command: Command }

/** Programs that a shop may change between, with holds and expiries short enough to meet. */
const programs: Program[] = [
  program({ perUnit: '1', expiry: { count: 1, unit: 'months' } }, 'zero'),
  program(
    { perUnit: '0.5', rounding: 'up', hold: { count: 14, unit: 'days' }, expiry: { count: 3, unit: 'weeks' } },
    'zero',
  ),
  program({ perUnit: '1.5', rounding: 'nearest', expiry: null }, 'negative'),
  program(
    { perUnit: '1', hold: { count: 1, unit: 'days' }, expiry: { count: 2, unit: 'days' }, minimum: 300 },
    'negative',
  ),
]

function program(rules: Partial<Program['earning'][number]>, debt: Program['debt']): Program {
  return { ...defaultProgram, timeZone: 'Europe/Berlin', debt, earning: [{ ...defaultEarning, ...rules }] }
}

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('earn' as const),
      amount: fc.integer({ min: 0, max: 2_500 }),
      lateHours: fc.constantFrom(0, 0, 0, 24, 1_000),
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('spend' as const), points: fc.integer({ min: 1, max: 15 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('adjust' as const),
      points: fc.integer({ min: -20, max: 20 }),
      mayOwe: fc.boolean(),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('refund' as const),
      which: fc.nat(),
      percent: fc.integer({ min: 1, max: 100 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'expire' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('program' as const), which: fc.nat() }) },
)

const steps = fc.array(fc.record({ hours: fc.constantFrom(0, 1, 23, 24, 25, 100, 400), command }), {
  maxLength: 40,
  size: 'max',
})

type Sale = { id: string; amount: number; refunded: number; earned: number; takenBack: number }

/** A customer over time: turns commands into posts as the shop would. */
class Life {
  now = new Date('2026-02-20T11:00:00Z')
  program: Program
  account: Account = frozen({ customer: 'c1', lots: [], debt: 0 })
  totals = new Totals()
  sales: Sale[] = []
  everNegative = false
  private lotCount = 0

  constructor(start: number) {
    this.program = programs[start % programs.length] ?? defaultProgram
  }

  nextLot(): string {
    return `lot-${String(this.lotCount++).padStart(3, '0')}`
  }

  /** The post that the command comes to now, if any. */
  postFor(command: Command): Post | undefined {
    const at = this.now
    switch (command.kind) {
      case 'earn':
        return this.sell(command.amount, new Date(at.getTime() - command.lateHours * 3_600_000))
      case 'spend':
        return { kind: 'spend', at, points: command.points }
      case 'adjust': {
        const { expiresAt } = validity(at, this.program)
        const { points, mayOwe } = command
        if (points === 0) return undefined
        const debtPolicy = this.program.debt
        if (mayOwe && points < 0 && debtPolicy === 'negative') this.everNegative = true
        return { kind: 'adjust', at, points, reason: 'r', author: 'a', expiresAt, ...(mayOwe && { debtPolicy }) }
      }
      case 'refund':
        return this.giveBack(command.which, command.percent)
      case 'expire':
        return { kind: 'expire', at }
      case 'program':
        this.program = programs[command.which % programs.length] ?? this.program
        return undefined
    }
  }

  private sell(amount: number, earnedAt: Date): Post {
    const earned = pointsFor({ amount, currency: 'EUR', at: earnedAt }, this.program)
    if ('refused' in earned) throw new Error(earned.refused)
    const id = `sale-${this.sales.length}`
    this.sales.push({ id, amount, refunded: 0, earned: earned.points, takenBack: 0 })
    return { kind: 'earn', at: this.now, purchase: id, earnedAt, ...earned }
  }

  private giveBack(which: number, percent: number): Post | undefined {
    const sale = this.sales[which % Math.max(1, this.sales.length)]
    if (sale === undefined) return undefined
    const refund = Math.ceil(((sale.amount - sale.refunded) * percent) / 100)
    const back = refundPoints({ earned: sale.earned, amount: sale.amount, refundedBefore: sale.refunded, refund })
    if ('refused' in back) return undefined
    sale.refunded += refund
    sale.takenBack += back.points
    if (this.program.debt === 'negative') this.everNegative = true
    return { kind: 'refund', at: this.now, purchase: sale.id, points: back.points, debtPolicy: this.program.debt }
  }
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

/** What the entries so far add up to: all of them, by lot and by kind. */
class Totals {
  private readonly sums = new Map<string, number>()

  add({ kind, points, lot }: Entry): void {
    for (const key of ['all', `kind ${kind}`, ...(lot === undefined ? [] : [`lot ${lot}`])]) {
      this.sums.set(key, this.of(key) + points)
    }
  }

  of(key: string): number {
    return this.sums.get(key) ?? 0
  }
}

const signs = { earn: 1, owe: 1, spend: -1, refund: -1, expire: -1, repay: -1, adjust: undefined, transfer: undefined }

/** What holds of every entry. */
function expectSoundEntry({ kind, points }: Entry): void {
  expect(Number.isSafeInteger(points) && points !== 0).toBe(true)
  expect(Math.sign(points)).toBe(signs[kind] ?? Math.sign(points))
}

/** What holds at every instant. */
function expectSound({ account, totals, everNegative }: Life): void {
  const { lots, debt } = account
  expect(totals.of('all')).toBe(sum(lots.map(({ remaining }) => remaining)))
  expect(lots.filter(({ id, remaining }) => totals.of(`lot ${id}`) !== remaining)).toEqual([])
  expect(lots.filter(({ points, remaining, expired }) => expired < 0 || remaining + expired > points)).toEqual([])
  expect(debt).toBe(totals.of('kind owe') + totals.of('kind repay'))
  expect(debt).toBeGreaterThanOrEqual(0)
  expect(totals.of('kind transfer')).toBe(0)
  const owed = lots.some(({ remaining }) => remaining < 0)
  expect(owed && !everNegative).toBe(false)
  expect(owed && lots.some(({ remaining }) => remaining > 0)).toBe(false)
}

test('any posts in any order: the ledger balances after each, and every lot is as if counted point by point', () => {
  const seen = new Map<string, number>()
  fc.assert(
    fc.property(fc.nat(3), steps, (start, all) => {
      const life = new Life(start)
      const model = new Model()
      for (const { hours, command } of all) {
        life.now = new Date(life.now.getTime() + hours * 3_600_000)
        const what = life.postFor(command)
        if (what === undefined) continue
        const lot = life.nextLot()
        const before = new Map(life.account.lots.map((each) => [each.id, JSON.stringify(each)]))
        const result = post(life.account, what, { lot })
        const taken = model.post(what, lot)
        expect('refused' in result).toBe(!taken)
        if ('refused' in result) {
          expect(result.refused).toBe('not-enough')
          seen.set('refused', (seen.get('refused') ?? 0) + 1)
          // What was let go of while refusing was not stored: the next post does it.
          continue
        }
        const changed = result.account.lots.filter((each) => before.get(each.id) !== JSON.stringify(each))
        expect(result.changedLots).toEqual(changed)
        for (const entry of result.entries) {
          expectSoundEntry(entry)
          life.totals.add(entry)
          seen.set(entry.kind, (seen.get(entry.kind) ?? 0) + 1)
        }
        life.account = frozen(result.account)
        expectSound(life)
        expect(life.account.debt).toBe(model.debt)
        expect(life.account.lots.filter(({ id, remaining }) => remaining !== model.remaining(id))).toEqual([])
        expect(standing(life.account, life.now, life.program)).toMatchObject({
          balance: model.balance(),
          debt: model.debt,
        })
      }
      for (const { amount, refunded, earned, takenBack } of life.sales)
        if (refunded === amount) expect(takenBack).toBe(amount > 0 ? earned : 0)
    }),
    { numRuns: 300 },
  )
  // Else the commands above never met what they are there for.
  for (const kind of ['earn', 'spend', 'adjust', 'refund', 'expire', 'owe', 'repay', 'transfer', 'refused']) {
    expect([kind, seen.get(kind) ?? 0]).not.toEqual([kind, 0])
  }
})

/** Lives through all steps, letting go of what is due also in between, every so many hours. */
function live(start: number, all: Step[], sweepHours: number): Life {
  const life = new Life(start)
  const run = (what: Post) => {
    const result = post(life.account, what, { lot: what.kind === 'expire' ? 'none' : life.nextLot() })
    if (!('refused' in result)) life.account = result.account
  }
  for (const { hours, command } of all) {
    for (let passed = sweepHours; passed < hours; passed += sweepHours) {
      run({ kind: 'expire', at: new Date(life.now.getTime() + passed * 3_600_000) })
    }
    life.now = new Date(life.now.getTime() + hours * 3_600_000)
    const what = life.postFor(command)
    if (what !== undefined) run(what)
  }
  run({ kind: 'expire', at: life.now })
  return life
}

test('it makes no difference how often what is due is let go of', () => {
  fc.assert(
    fc.property(fc.nat(3), steps, fc.integer({ min: 1, max: 200 }), (start, all, sweepHours) => {
      expect(live(start, all, sweepHours).account).toEqual(live(start, all, Number.POSITIVE_INFINITY).account)
    }),
    { numRuns: 100 },
  )
})

test('a refund before the points expire and one after come to the same balance', () => {
  const numbers = fc.record({
    earned: fc.integer({ min: 1, max: 30 }),
    spent: fc.nat(30),
    other: fc.nat(40),
    parts: fc.array(fc.nat(30), { maxLength: 3 }),
  })
  fc.assert(
    fc.property(numbers, ({ earned, spent, other, parts }) => {
      const [start, end] = [new Date('2026-01-01T12:00:00Z'), new Date('2026-02-01T12:00:00Z')]
      const basis = { kind: 'earn', at: start, earnedAt: start, usableAt: start } as const
      const outcome = (expireAfter: number) => {
        let account: Account = { customer: 'c1', lots: [], debt: 0 }
        const run = (what: Post, lot: string) => {
          const result = post(account, what, { lot })
          if (!('refused' in result)) account = result.account
        }
        run({ ...basis, purchase: 'own', points: earned, expiresAt: end }, 'own')
        run({ ...basis, purchase: 'other', points: other, expiresAt: null }, 'other')
        if (spent > 0) run({ kind: 'spend', at: start, points: Math.min(spent, earned) }, 'none')
        let refundable = earned
        for (const [index, part] of [...parts, 0].entries()) {
          if (index === expireAfter) run({ kind: 'expire', at: end }, 'none')
          const points = Math.min(part, refundable)
          refundable -= points
          run(
            { kind: 'refund', at: index >= expireAfter ? end : start, purchase: 'own', points, debtPolicy: 'negative' },
            'none',
          )
        }
        return sum(account.lots.map(({ remaining }) => remaining))
      }
      const balances = [...parts, 0].map((_, index) => outcome(index))
      expect(new Set(balances).size).toBe(1)
    }),
  )
})

test('an earning needs no more of the account than its lots below zero', () => {
  fc.assert(
    fc.property(fc.nat(3), steps, fc.integer({ min: 1, max: 40 }), (start, all, points) => {
      const { account, now } = live(start, all, Number.POSITIVE_INFINITY)
      const what: Post = {
        kind: 'earn',
        at: now,
        points,
        purchase: 'last',
        earnedAt: now,
        usableAt: now,
        expiresAt: null,
      }
      const part = { ...account, lots: account.lots.filter(({ remaining }) => remaining < 0) }
      const [whole, partial] = [post(account, what, { lot: 'last' }), post(part, what, { lot: 'last' })]
      if ('refused' in whole || 'refused' in partial) throw new Error('refused')
      expect(partial.entries).toEqual(whole.entries)
      expect(partial.changedLots).toEqual(whole.changedLots)
      expect(partial.account.debt).toBe(whole.account.debt)
    }),
    { numRuns: 100 },
  )
})
