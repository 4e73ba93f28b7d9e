import { DateTime } from 'luxon'
import type { Duration } from '../../program/duration.ts'
import type { ReferralRules } from '../../program/program.ts'
import type { Bought } from './referral.ts'

/** So much later by the calendar of that zone. */
const plus = (at: Date, wait: Duration | null, zone: string): Date =>
  wait === null
    ? at
    : DateTime.fromJSDate(at, { zone })
        .plus({ [wait.unit]: wait.count })
        .toJSDate()

/** Until when the friend has to buy, and until when what he bought in time may fall due. */
export function timesOf(joined: Date, { within, hold }: ReferralRules, zone: string): { last: Date; over: Date } {
  const last = plus(joined, within, zone)
  return { last, over: plus(last, hold, zone) }
}

/** The purchase that counts: when it was made, when it settles, and whether that has come. */
export type Counting = { id: string; bought: Date; settles: Date; isSettled: boolean }

/**
 * The first purchase to settle that is large enough then, or that would be if nothing more came back. What is given back
 * after it has settled changes nothing.
 */
export function countingOf(
  { joined, terms, purchases }: { joined: Date; terms: ReferralRules; purchases: readonly Bought[] },
  now: Date,
  zone: string,
): Counting | undefined {
  const { last } = timesOf(joined, terms, zone)
  let first: Counting | undefined
  for (const { id, at, created, amount, refunds } of purchases) {
    if (at < joined || at > last) continue
    const held = plus(at, terms.hold, zone)
    const settles = new Date(Math.max(held.getTime(), created.getTime()))
    const back = refunds.filter((refund) => refund.created < settles).reduce((sum, refund) => sum + refund.amount, 0)
    const settled = amount - back
    if (settled <= 0 || settled < terms.minimum) continue
    const isEarlier =
      !first || settles < first.settles || (settles.getTime() === first.settles.getTime() && id < first.id)
    if (isEarlier) first = { id, bought: at, settles, isSettled: settles <= now }
  }
  return first
}
