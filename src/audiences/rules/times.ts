import { DateTime } from 'luxon'
import type { Span } from './audience.ts'

/**
 * A day as it is written in an audience: `2026-01-31` or `2026年1月31日`, of the years 2000 to 2100; undefined for
 * anything that is no such day or could be two of them.
 */
export function readDate(written: string): string | undefined {
  const [, year, month, day] =
    /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(written) ??
    /^(\d{4})年(\d{1,2})月(\d{1,2})[日号]?$/.exec(written.replace(/\s/g, '')) ??
    []
  const date = DateTime.utc(Number(year), Number(month), Number(day))
  return date.isValid && date.year >= 2000 && date.year <= 2100 ? date.toISODate() : undefined
}

/** The instant at which that day begins in the shop. */
export function startOf(day: string, timeZone: string): Date {
  return DateTime.fromISO(day, { zone: timeZone }).startOf('day').toJSDate()
}

/** The instant at which the day began that was so long ago. */
export function ago(span: Span, now: Date, timeZone: string): Date {
  return DateTime.fromJSDate(now, { zone: timeZone })
    .minus({ [span.unit]: span.count })
    .startOf('day')
    .toJSDate()
}

/** The instant at which the day ends that is so far ahead. */
export function ahead(span: Span, now: Date, timeZone: string): Date {
  return DateTime.fromJSDate(now, { zone: timeZone })
    .plus({ [span.unit]: span.count })
    .startOf('day')
    .plus({ days: 1 })
    .startOf('day')
    .toJSDate()
}

/**
 * Birthdays from today up to the day that is so far ahead, as they are kept (`03-08`): `from` and `to` are both included,
 * and `from` is the later one when the turn of the year lies between. Null for all of them. Who was born on 29 February
 * has his birthday on the 28th in other years.
 */
export function birthdaysWithin(span: Span, now: Date, timeZone: string): { from: string; to: string } | null {
  const first = DateTime.fromJSDate(now, { zone: timeZone }).startOf('day')
  const last = first.plus({ [span.unit]: span.count })
  if (last >= first.plus({ years: 1 }).minus({ days: 1 })) return null
  const to = last.toFormat('MM-dd')
  return { from: first.toFormat('MM-dd'), to: to === '02-28' && !last.isInLeapYear ? '02-29' : to }
}
