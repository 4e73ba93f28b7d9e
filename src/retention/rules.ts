import { DateTime } from 'luxon'
import type { Duration } from '../program/duration.ts'
import type { Program } from '../program/program.ts'

/** What happened before that is too old now; undefined when it never is. */
export function cutoff(period: Duration | null, now: Date): Date | undefined {
  if (period === null) return undefined
  return DateTime.fromJSDate(now, { zone: 'utc' })
    .minus({ [period.unit]: period.count })
    .toJSDate()
}

/** For so long the rows of deliveries stay, whatever becomes of their words: what was sent, and how it went, can be looked up. */
export const deliveriesStay: Duration = { count: 90, unit: 'days' }

/** Platforms repeat an event for a day at most; a week of memory is enough to know it again. */
export const eventsStay: Duration = { count: 7, unit: 'days' }

/** How often somebody guessed wrong counts for hours. */
export const attemptsStay: Duration = { count: 7, unit: 'days' }

/** When complaints must have ended by now: they are too old, and nobody can open them again. */
export function complaintsBefore({ retention, complaints }: Program, now: Date): Date | undefined {
  const old = cutoff(retention.complaints, now)
  const closed = cutoff(complaints.reopen, now)
  return old && closed && closed < old ? closed : old
}
