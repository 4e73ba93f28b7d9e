import { differenceOf, type Estimate, type Sample, times } from './statistics.ts'

/** One side of a comparison: everybody who was meant, and how many of them bought anything. */
export type Side = { orders: Sample; money: Sample; buyers: number }

/**
 * What is to be said of a difference. `difference` is that of all people of the first side, whole: `more` or `less` when it can be
 * told from chance. `none`: there is nobody to compare with; `small`: too few to say anything.
 */
export type Verdict = { kind: 'none' } | { kind: 'small' } | { kind: 'chance' | 'more' | 'less'; difference: Estimate }

/** Fewest people on either side. */
export const fewestPeople = 30
/** Fewest people who are to be expected to buy on either side: with fewer the interval promises too much. */
export const fewestBuyers = 10

/** Whether there are enough on both sides to compare them. */
function isEnough(one: Side, other: Side): boolean {
  const fewer = Math.min(one.orders.n, other.orders.n)
  const expected = ((one.buyers + other.buyers) * fewer) / (one.orders.n + other.orders.n)
  return fewer >= fewestPeople && expected >= fewestBuyers
}

/** How many more orders, or how much more money, the first side brought than it would have as the second. */
export function verdictOn(what: 'orders' | 'money', one: Side, other: Side): Verdict {
  if (one[what].n === 0 || other[what].n === 0) return { kind: 'none' }
  const each = isEnough(one, other) ? differenceOf(one[what], other[what]) : undefined
  if (!each) return { kind: 'small' }
  const all = times(each, one[what].n)
  const difference = { value: Math.round(all.value), low: Math.round(all.low), high: Math.round(all.high) }
  return { kind: all.low > 0 ? 'more' : all.high < 0 ? 'less' : 'chance', difference }
}
