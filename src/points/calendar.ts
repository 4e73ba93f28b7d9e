import { DateTime } from 'luxon'
import type { Duration } from '../program/duration.ts'

/** The day it is at that instant in that zone, as `2026-01-31`. */
export function localDay(at: Date, zone: string): string {
  return DateTime.fromJSDate(at, { zone }).toFormat('yyyy-MM-dd')
}

/** ISO weekday in that zone: Monday 1 to Sunday 7. */
export function localWeekday(at: Date, zone: string): number {
  return DateTime.fromJSDate(at, { zone }).weekday
}

/**
 * The same time of day that much later. A day that does not exist becomes the last one of its month (31 January and
 * one month is 28 February); a time of day skipped by the clocks moves an hour on.
 */
export function later(at: Date, duration: Duration, zone: string): Date {
  return DateTime.fromJSDate(at, { zone })
    .plus({ [duration.unit]: duration.count })
    .toJSDate()
}

/** The last millisecond of that day in that zone. */
export function endOfDay(at: Date, zone: string): Date {
  return DateTime.fromJSDate(at, { zone }).endOf('day').toJSDate()
}
