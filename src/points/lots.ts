/**
 * Points earned together and expiring together. What became of them: `remaining` is still there, `expired` ran out
 * and was not yet counted towards a refund, the rest was spent, taken back or passed on to make good a debt.
 * Points count until the instant `expiresAt`; null for ever. Below zero `remaining` is owed.
 */
export type Lot = {
  id: string
  points: number
  remaining: number
  expired: number
  usableAt: Date
  expiresAt: Date | null
  purchase?: string
  earnedAt: Date
}

/** What a customer has. `debt` is what refunds could not take back, never below zero. */
export type Account = { customer: string; lots: Lot[]; debt: number }

/** The order in which points go: first expiring first, never expiring last, then by age. */
export function byExpiry(a: Lot, b: Lot): number {
  const first =
    (a.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY) - (b.expiresAt?.getTime() ?? Number.POSITIVE_INFINITY)
  // Infinity less infinity is no number: both never expire.
  if (first !== 0 && !Number.isNaN(first)) return first
  const age = a.earnedAt.getTime() - b.earnedAt.getTime()
  if (age !== 0) return age
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

/** Whether points are left that no longer count at that time. */
export function isDue(lot: Lot, at: Date): boolean {
  return lot.remaining > 0 && isOver(lot, at)
}

/** Whether the time of this lot has run out. */
export function isOver(lot: Lot, at: Date): boolean {
  return lot.expiresAt !== null && lot.expiresAt <= at
}

/** Whether points are left that can be spent at that time. */
export function isUsable(lot: Lot, at: Date): boolean {
  return lot.remaining > 0 && lot.usableAt <= at && !isOver(lot, at)
}

/** The points in these lots together. */
export function sumOf(lots: readonly Lot[]): number {
  return lots.reduce((sum, lot) => sum + lot.remaining, 0)
}
