import { DateTime } from 'luxon'
import type { Wait } from '../../program/duration.ts'
import type { FollowUpRule } from '../../program/program.ts'

/** So much later, or earlier, by the calendar of that zone. */
const plus = (at: Date, { count, unit }: Wait, zone: string) =>
  DateTime.fromJSDate(at, { zone })
    .plus({ [unit]: count })
    .toJSDate()
const minus = (at: Date, { count, unit }: Wait, zone: string) =>
  DateTime.fromJSDate(at, { zone })
    .minus({ [unit]: count })
    .toJSDate()

/** When a rule falls due for what happened, or will happen, at `since`; after `until` it is too late. */
export function timesOf(rule: FollowUpRule, since: Date, zone: string): { due: Date; until: Date } {
  if (rule.after !== 'expiry') {
    const due = plus(since, rule.wait, zone)
    return { due, until: plus(due, rule.within, zone) }
  }
  const due = minus(since, rule.wait, zone)
  const until = plus(due, rule.within, zone)
  return { due, until: until < since ? until : since }
}

/** What has to have happened, later than `from` and not later than `to`, to fall due between two looks, or not long before. */
export function windowOf(rule: FollowUpRule, last: Date, now: Date, zone: string): { from: Date; to: Date } {
  const earlier = last < now ? last : now
  const reached = (at: Date) => (rule.after === 'expiry' ? plus(at, rule.wait, zone) : minus(at, rule.wait, zone))
  return { from: minus(reached(earlier), rule.within, zone), to: reached(now) }
}
