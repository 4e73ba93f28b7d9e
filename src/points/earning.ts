import { Decimal } from 'decimal.js'
import type { DayBonus, EarningRules, ItemBonus, Program, Rounding } from '../program/program.ts'
import { dayAfter, dayOf, later } from './calendar.ts'
import { currencyDecimals, MAX_MINOR } from './money.ts'
import { MAX_POINTS } from './posts.ts'

/** One line of a receipt. `amount` is the price of the whole line in minor units; a reduction is negative. */
type PurchaseItem = { sku?: string | undefined; quantity: number; amount: number }

/** `amount` is what was paid, in minor units. */
export type Purchase = { amount: number; currency: string; at: Date; items?: PurchaseItem[] | undefined }

/** Points count until the instant `expiresAt`, the last millisecond of a day in the shop's zone; null for ever. */
export type Earned = { points: number; usableAt: Date; expiresAt: Date | null }

// The default of 20 digits would round a large amount times a long rate.
const Exact = Decimal.clone({ precision: 100 })

const MODES: Record<Rounding, Decimal.Rounding> = {
  down: Decimal.ROUND_FLOOR,
  nearest: Decimal.ROUND_HALF_UP,
  up: Decimal.ROUND_CEIL,
}

/** The version of the rules in force at that time; undefined before the program began. */
export function rulesAt(at: Date, program: Program): EarningRules | undefined {
  const day = dayOf(at, program.timeZone).name
  return program.earning.findLast((rules) => rules.from === null || rules.from <= day)
}

/** From when and until when points earned at that time count. */
export function validity(at: Date, program: Program): { usableAt: Date; expiresAt: Date | null } {
  const rules = rulesAt(at, program) ?? program.earning[0]
  const zone = program.timeZone
  return {
    usableAt: rules?.hold ? later(at, rules.hold, zone) : at,
    expiresAt: rules?.expiry ? new Date(dayAfter(dayOf(at, zone), rules.expiry, zone).end) : null,
  }
}

/**
 * What a purchase earns under the rules in force when it was made. Everything is multiplied exactly and rounded once;
 * extra points are added after that. Zero below the minimum, for nothing paid, and before the program began.
 */
export function pointsFor(
  purchase: Purchase,
  program: Program,
): Earned | { refused: 'other-currency' | 'out-of-bounds' } {
  const { amount, at } = purchase
  if (purchase.currency !== program.currency) return { refused: 'other-currency' }
  if (!isAmount(amount) || amount < 0 || Number.isNaN(at.getTime())) return { refused: 'out-of-bounds' }
  const items = purchase.items ?? []
  if (!items.every((item) => isAmount(item.amount) && isQuantity(item.quantity))) return { refused: 'out-of-bounds' }
  const rules = rulesAt(at, program)
  const counts = rules !== undefined && amount > 0 && amount >= rules.minimum
  const points = counts ? earnedBy(amount, items, at, rules, program) : 0
  if (points > MAX_POINTS) return { refused: 'out-of-bounds' }
  return { points, ...validity(at, program) }
}

function earnedBy(amount: number, items: PurchaseItem[], at: Date, rules: EarningRules, program: Program): number {
  let listed = new Exact(0)
  let weighted = new Exact(0)
  let extra = new Exact(0)
  for (const item of items) {
    if (item.amount <= 0) continue
    listed = listed.plus(item.amount)
    const bonus = bonusFor(item.sku, rules.items)
    if (bonus === undefined) continue
    weighted = weighted.plus(new Exact(bonus.times).minus(1).times(item.amount))
    extra = extra.plus(new Exact(bonus.extra).times(Math.floor(item.quantity)))
  }
  const days = daysFor(at, rules.days, program.timeZone)
  const times = days.length > 0 ? Exact.max(...days.map((day) => day.times)) : new Exact(1)
  for (const day of days) extra = extra.plus(day.extra)
  // A reduction of the whole receipt lowers every line alike, else its lines would earn more than was paid.
  const share = Exact.max(listed, amount)
  return share
    .plus(weighted)
    .times(amount)
    .times(rules.perUnit)
    .times(times)
    .div(share.times(new Exact(10).pow(currencyDecimals(program.currency))))
    .toDecimalPlaces(0, MODES[rules.rounding])
    .plus(extra)
    .toNumber()
}

function bonusFor(sku: string | undefined, bonuses: ItemBonus[]): ItemBonus | undefined {
  if (sku === undefined) return undefined
  let best: ItemBonus | undefined
  let length = -1
  for (const bonus of bonuses) {
    if ('sku' in bonus) {
      if (bonus.sku === sku) return bonus
    } else if (sku.startsWith(bonus.prefix) && bonus.prefix.length > length) {
      best = bonus
      length = bonus.prefix.length
    }
  }
  return best
}

function daysFor(at: Date, bonuses: DayBonus[], zone: string): DayBonus[] {
  if (bonuses.length === 0) return []
  const { name, weekday } = dayOf(at, zone)
  return bonuses.filter(
    ({ from, to, weekdays }) =>
      (from === null || from <= name) && (to === null || name <= to) && (weekdays?.includes(weekday) ?? true),
  )
}

function isAmount(minor: number): boolean {
  return Number.isSafeInteger(minor) && Math.abs(minor) <= MAX_MINOR
}

function isQuantity(quantity: number): boolean {
  return quantity >= 0 && quantity <= 1_000_000
}
