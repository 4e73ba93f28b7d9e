import { DateTime } from 'luxon'

/** Whole days of the shop, from the first to the last (`2026-10-01`), both included; `to` is the instant after them. */
export type Days = { first: string; last: string; from: Date; to: Date }

/** `name` is what buttons call it: `30d`, `month`, `last-month`, `2026-10`. */
export type Period = Days & { name: string }

/** Those that are offered with buttons. */
export const usualPeriods = ['7d', '30d', 'month', 'last-month'] as const

const longest = 366
/** Periods up to this are told day by day, longer ones week by week. */
const mostSingleDays = 14

const named: Readonly<Record<string, string>> = {
  month: 'month',
  'this month': 'month',
  本月: 'month',
  这个月: 'month',
  'last-month': 'last-month',
  'last month': 'last-month',
  上月: 'last-month',
  上个月: 'last-month',
}

/** The name of a period as people write it (`7 days`, `last month`, `2026-10`, `30天`, `本月`); undefined for anything else. */
export function readPeriod(words: string): string | undefined {
  const written = words.trim().toLowerCase().replace(/\s+/g, ' ')
  const [, days] = /^(\d{1,3})\s?(?:d|days?|天)$/.exec(written) ?? []
  if (days !== undefined) return Number(days) >= 1 && Number(days) <= longest ? `${Number(days)}d` : undefined
  const [, year, month] = /^(20\d{2})-(\d{1,2})$/.exec(written) ?? []
  if (year !== undefined)
    return Number(month) >= 1 && Number(month) <= 12 ? `${year}-${month?.padStart(2, '0')}` : undefined
  return Object.hasOwn(named, written) ? named[written] : undefined
}

/** The days of a period. Today belongs to it: `7d` is today and the six days before. Undefined for no name of one. */
export function periodNamed(name: string, now: Date, timeZone: string): Period | undefined {
  if (readPeriod(name) !== name) return undefined
  const today = DateTime.fromJSDate(now, { zone: timeZone })
  const [, days] = /^(\d+)d$/.exec(name) ?? []
  if (days !== undefined) return { name, ...daysBetween(today.minus({ days: Number(days) - 1 }), today) }
  const month =
    name === 'month'
      ? today
      : name === 'last-month'
        ? today.minus({ months: 1 })
        : DateTime.fromISO(name, { zone: timeZone })
  return { name, ...daysBetween(month.startOf('month'), month.endOf('month')) }
}

/** The days from the one to the other (`2026-10-01`), both included; undefined when they are none, or too many. */
export function daysFrom(first: string, last: string, timeZone: string): Days | undefined {
  const [start, end] = [first, last].map((day) => DateTime.fromISO(day, { zone: timeZone }))
  if (!start?.isValid || !end?.isValid || end < start || end.diff(start, 'days').days > longest + 1) return undefined
  return daysBetween(start, end)
}

/** The days one by one, or the weeks of a longer time: each begins on a Monday, but for the first. */
export function piecesOf({ first, last }: Days, timeZone: string): Days[] {
  const end = DateTime.fromISO(last, { zone: timeZone })
  const start = DateTime.fromISO(first, { zone: timeZone })
  const single = Math.round(end.diff(start, 'days').days) < mostSingleDays
  const pieces: Days[] = []
  // Where clocks are put forward at midnight a day begins at one: a day later that is not midnight any more.
  for (let day = start; day <= end; ) {
    const to = DateTime.min(single ? day : day.endOf('week'), end)
    pieces.push(daysBetween(day, to))
    day = to.plus({ days: 1 }).startOf('day')
  }
  return pieces
}

function daysBetween(first: DateTime, last: DateTime): Days {
  return {
    first: first.toISODate() ?? '',
    last: last.toISODate() ?? '',
    from: first.startOf('day').toJSDate(),
    to: last.plus({ days: 1 }).startOf('day').toJSDate(),
  }
}
