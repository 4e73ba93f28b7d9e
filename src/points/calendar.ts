import { DateTime } from 'luxon'
import type { Duration } from '../program/duration.ts'

/**
 * A day in some time zone: its name (`2026-01-31`), its ISO weekday (Monday 1 to Sunday 7), and its first and last
 * millisecond.
 */
export type Day = { name: string; weekday: number; start: number; end: number }

const DAY_MS = 86_400_000
const MOST_REMEMBERED = 5_000

// Asking for an offset costs 15 microseconds and the bounds of a day ten times that, for each sale and each look at
// an account. The days asked for are few: today, and those on which points expire.
const daysByUtcDay = new Map<string, Day[]>()
const daysAfter = new Map<string, Day>()

/** The day it is at that instant in that zone. */
export function dayOf(at: Date, zone: string): Day {
  const time = at.getTime()
  const key = `${zone} ${Math.floor(time / DAY_MS)}`
  const near = daysByUtcDay.get(key) ?? []
  const known = near.find(({ start, end }) => start <= time && time <= end)
  if (known !== undefined) return known
  const day = dayAround(DateTime.fromJSDate(at, { zone }))
  remember(daysByUtcDay, key, [...near, day])
  return day
}

/** The day that is so much later; a day that does not exist becomes the last one of its month. */
export function dayAfter(day: Day, { count, unit }: Duration, zone: string): Day {
  const key = `${zone} ${day.name} ${count} ${unit}`
  const known = daysAfter.get(key)
  if (known !== undefined) return known
  const found = dayAround(noonOf(day.name, zone).plus({ [unit]: count }))
  remember(daysAfter, key, found)
  return found
}

/**
 * The same time of day so much later: 31 January and one month is 28 February. A time of day skipped by the clocks
 * moves an hour on.
 */
export function later(at: Date, duration: Duration, zone: string): Date {
  const from = dayOf(at, zone)
  const to = dayAfter(from, duration, zone)
  if (isEven(from) && isEven(to)) return new Date(to.start + (at.getTime() - from.start))
  return DateTime.fromJSDate(at, { zone })
    .plus({ [duration.unit]: duration.count })
    .toJSDate()
}

/** Whether the clocks do not change on that day. */
function isEven({ start, end }: Day): boolean {
  return end - start === DAY_MS - 1
}

function dayAround(time: DateTime): Day {
  const name = time.toISODate() ?? ''
  const noon = noonOf(name, time.zoneName ?? 'UTC')
  const start = firstInstant(noon)
  return { name, weekday: noon.weekday, start, end: firstInstant(noon.plus({ days: 1 })) - 1 }
}

function noonOf(name: string, zone: string): DateTime {
  return DateTime.fromISO(`${name}T12:00`, { zone })
}

function firstInstant(noon: DateTime): number {
  const midnight = noon.startOf('day')
  const before = midnight.minus(1)
  if (before.day !== midnight.day) return midnight.toMillis()
  // The clocks were put back to midnight, so that it came twice: this is the second.
  return midnight.toMillis() - (before.offset - midnight.offset) * 60_000
}

function remember<T>(memory: Map<string, T>, key: string, value: T): void {
  if (memory.size >= MOST_REMEMBERED) memory.clear()
  memory.set(key, value)
}
