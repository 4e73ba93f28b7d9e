import { MAX_MINOR } from './money.ts'
import { MAX_POINTS } from './posts.ts'

/**
 * The points to take back for a part of a purchase: `earned` for `amount`, of which `refundedBefore` was refunded
 * earlier and `refund` is refunded now (all in minor units). What the customer keeps is rounded down, over all refunds
 * together, so that refunding everything in any number of parts takes back exactly what was earned.
 * Refused when more than `refundable` is asked for, or a number is out of bounds.
 */
export function refundPoints(refunded: {
  earned: number
  amount: number
  refundedBefore: number
  refund: number
}): { points: number } | { refused: 'over-refund' | 'out-of-bounds'; refundable: number } {
  const { earned, amount, refundedBefore, refund } = refunded
  const refundable = Math.max(0, amount - refundedBefore)
  const amounts = [amount, refundedBefore, refund]
  const bounded = amounts.every((minor) => Number.isSafeInteger(minor) && minor >= 0 && minor <= MAX_MINOR)
  if (!bounded || refund === 0) return { refused: 'out-of-bounds', refundable }
  if (!Number.isSafeInteger(earned) || earned < 0 || earned > MAX_POINTS)
    return { refused: 'out-of-bounds', refundable }
  if (refund > refundable) return { refused: 'over-refund', refundable }
  const kept = (remaining: number) => Number((BigInt(earned) * BigInt(remaining)) / BigInt(amount))
  return { points: kept(refundable) - kept(refundable - refund) }
}
