import type { Duration } from './duration.ts'

/** `down`, `nearest` (a half goes up) or `up`, to whole points. */
export type Rounding = 'down' | 'nearest' | 'up'

/**
 * What happens when a refund takes back more points than a customer has: `zero` stops at a balance of zero and
 * records the rest as a debt; `negative` lets the balance go below zero. Either is made good by what comes in next.
 */
export type DebtPolicy = 'zero' | 'negative'

/**
 * `times` multiplies (a decimal such as `2`, `1.5`, or `0` for no points at all); `extra` adds whole points.
 */
export type Bonus = { times: string; extra: number }

/** For lines whose sku is `sku`, or begins with `prefix`; `extra` is per whole piece. */
export type ItemBonus = Bonus & ({ sku: string } | { prefix: string })

/**
 * For purchases on these days in the shop's time zone; `extra` is per purchase. `weekdays` are ISO numbers, Monday
 * 1 to Sunday 7, null for every day; `from` and `to` are the first and the last day (`2026-12-24`), null for open.
 */
export type DayBonus = Bonus & { weekdays: number[] | null; from: string | null; to: string | null }

/** How points are earned from the day `from` on, until the next version begins. */
export type EarningRules = {
  /** First day in the shop's time zone (`2026-01-01`); null for since ever. */
  from: string | null
  /** Points per whole currency unit: a decimal such as `1` or `0.5`. */
  perUnit: string
  rounding: Rounding
  /** Purchases below this earn nothing; in minor units of the program's currency. */
  minimum: number
  items: ItemBonus[]
  days: DayBonus[]
  /** Points become usable after this time; null for at once. */
  hold: Duration | null
  /** Points expire at the end of the day that is this long after the purchase; null for never. */
  expiry: Duration | null
}

/** The shop's own rules. A plain object that never changes while the program runs. */
export type Program = {
  shop: string | null
  /** ISO 4217 code. */
  currency: string
  /** IANA name. */
  timeZone: string
  /** At least one version, by rising `from`. Each is complete. */
  earning: EarningRules[]
  /** How long before points expire their owner is told. */
  expiryNotice: Duration
  debt: DebtPolicy
}

/** What a version of the earning rules starts from when the file does not say otherwise. */
export const defaultEarning: EarningRules = {
  from: null,
  perUnit: '1',
  rounding: 'down',
  minimum: 0,
  items: [],
  days: [],
  hold: null,
  expiry: { count: 24, unit: 'months' },
}

/** The program in force when no file is given. */
export const defaultProgram: Program = {
  shop: null,
  currency: 'EUR',
  timeZone: 'UTC',
  earning: [defaultEarning],
  expiryNotice: { count: 30, unit: 'days' },
  debt: 'zero',
}
