import { DateTime } from 'luxon'
import { zoneOf } from '../../customers/zone.ts'
import type { Unit } from '../../engine/unit.ts'
import { formatDay } from '../../language/format.ts'
import { type Locale, text } from '../../language/text.ts'
import type { Program } from '../../program/program.ts'

/** The zone by whose clock a customer is told times. */
export async function zoneFor(unit: Unit, program: Program, customerId: string): Promise<string> {
  return (await unit.ask(zoneOf, customerId)) ?? program.timeZone
}

/** A zone as people call it: `Berlin`; nothing for the one that everybody here has. */
export function zoneName(zone: string): string {
  return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')
}

/** A time in that zone as part of a sentence, with the zone where it is not the shop's: `on Tue Nov 24 at 17:15 (Tokyo)`. */
export function timeIn(at: Date, locale: Locale, zone: string, program: Program, now: Date): string {
  const isToday = formatDay(at, locale, zone, now) === formatDay(now, locale, zone, now)
  const time = text(locale, isToday ? 'callback.time.today' : 'callback.time', {
    day: dayLabel(at, locale, zone, now),
    hour: DateTime.fromJSDate(at, { zone }).toFormat('HH:mm'),
  })
  return zone === program.timeZone ? time : text(locale, 'callback.time.zone', { time, zone: zoneName(zone) })
}

const weekdays = new Map<string, Intl.DateTimeFormat>()

/** A day as it stands on a button: `Tue, Nov 24`. */
export function dayLabel(at: Date, locale: Locale, zone: string, now: Date): string {
  const day = formatDay(at, locale, zone, now)
  if (day === formatDay(now, locale, zone, now)) return text(locale, 'callback.today')
  const key = `${locale} ${zone}`
  const format = weekdays.get(key) ?? new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: zone })
  weekdays.set(key, format)
  return `${format.format(at)} ${day}`
}

/** A time by the clock on the shop's wall, alike in every language: `2026-11-24 17:15`. */
export const wallTime = (at: Date, { timeZone }: Program): string =>
  DateTime.fromJSDate(at, { zone: timeZone }).toFormat('yyyy-MM-dd HH:mm')
