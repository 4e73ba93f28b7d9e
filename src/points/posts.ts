import type { DebtPolicy } from '../program/program.ts'
import type { Account, Lot } from './lots.ts'

/** The most points in one post, and the most a balance or a debt may come to: fits a 32-bit column. */
export const MAX_POINTS = 1_000_000_000

/**
 * What happens to an account at the time `at`, which is when it is recorded.
 *
 * - `earn`: 0 or more for a purchase, from {@link pointsFor}; `earnedAt` is the time of the purchase;
 * - `spend`: 1 or more;
 * - `adjust`: a correction up or down, never 0; `expiresAt` and `usableAt` are for points that are added; with a
 *   `debtPolicy` more can be taken than there is, as by a refund;
 * - `refund`: 0 or more to take back of what that purchase earned, from `refundPoints`;
 * - `expire`: lets go what is due. Every other post does that first, so no sweep need have run.
 */
export type Post = { at: Date } & (
  | { kind: 'earn'; points: number; purchase: string; earnedAt: Date; usableAt: Date; expiresAt: Date | null }
  | { kind: 'spend'; points: number; reason?: string; author?: string }
  | {
      kind: 'adjust'
      points: number
      reason: string
      author: string
      expiresAt: Date | null
      /** From when points that are added count; at once when nothing is said. */
      usableAt?: Date
      debtPolicy?: DebtPolicy
    }
  | { kind: 'refund'; points: number; purchase: string; debtPolicy: DebtPolicy }
  | { kind: 'expire' }
)

/**
 * - `owe`: what could not be taken back and the customer owes from now on (above zero: it undoes that part of what took
 *   it back); `repay` pays it off (below zero). Both together are the debt.
 * - `transfer`: from new points to a lot below zero; always a pair that comes to nothing.
 */
export type EntryKind = 'earn' | 'spend' | 'adjust' | 'refund' | 'expire' | 'owe' | 'repay' | 'transfer'

/**
 * A line of the ledger, never changed or taken away. The entries of an account add up to its balance, those of a
 * lot to what remains of it.
 */
export type Entry = {
  kind: EntryKind
  points: number
  at: Date
  lot?: string
  purchase?: string
  reason?: string
  author?: string
}

/** `changedLots` holds every lot whose state is new, also the one that was added (it has the id that was given). */
export type Posted = { account: Account; entries: Entry[]; changedLots: Lot[] }

/**
 * Why nothing was posted. `available` is what could have been spent or taken at that time.
 *
 * - `not-enough`: to spend, or to adjust downward without a debt policy;
 * - `out-of-bounds`: not a whole number within bounds, no valid date, or the balance or debt would pass them;
 * - `unknown-purchase`: the account holds no lot of the purchase to refund;
 * - `over-refund`: more than the purchase ever earned;
 * - `already-earned`: the account holds a lot of that purchase;
 * - `no-reason`, `no-author`: an adjustment needs both.
 */
export type Refused = {
  refused:
    | 'not-enough'
    | 'out-of-bounds'
    | 'unknown-purchase'
    | 'over-refund'
    | 'already-earned'
    | 'no-reason'
    | 'no-author'
  available: number
}

/** Whether all numbers and dates of a post are within bounds. */
export function isBounded(what: Post): boolean {
  if (!isDate(what.at)) return false
  switch (what.kind) {
    case 'earn':
      return isCount(what.points, 0) && isDate(what.earnedAt) && isDate(what.usableAt) && isEnd(what.expiresAt)
    case 'spend':
      return isCount(what.points, 1)
    case 'adjust':
      return isCount(Math.abs(what.points), 1) && isEnd(what.expiresAt) && isDate(what.usableAt ?? what.at)
    case 'refund':
      return isCount(what.points, 0)
    case 'expire':
      return true
    default:
      return what satisfies never
  }
}

function isCount(points: number, least: number): boolean {
  return Number.isSafeInteger(points) && points >= least && points <= MAX_POINTS
}

function isDate(date: Date): boolean {
  return !Number.isNaN(date.getTime())
}

function isEnd(date: Date | null): boolean {
  return date === null || isDate(date)
}
