/** A length of time on the calendar: a month is as long as the month it falls in. `count` is 1 to 36,500. */
export type Duration = { count: number; unit: 'days' | 'weeks' | 'months' | 'years' }

const shape = /^([1-9]\d{0,4}) +(day|week|month|year)s?$/
const longest = { days: 36_500, weeks: 5_200, months: 1_200, years: 100 }
const shortestDays = { days: 1, weeks: 7, months: 28, years: 365 }
const longestDays = { days: 1, weeks: 7, months: 31, years: 366 }

/** Reads `14 days`, `1 week`, `24 months`, `2 years`, up to a hundred years; undefined for anything else. */
export function parseDuration(text: string): Duration | undefined {
  const [, digits, word] = shape.exec(text.trim().toLowerCase()) ?? []
  if (digits === undefined || word === undefined) return undefined
  const unit = `${word}s` as Duration['unit']
  const count = Number(digits)
  return count <= longest[unit] ? { count, unit } : undefined
}

/** Whether `a` is shorter than `b` whatever the date both begin. */
export function surelyShorter(a: Duration, b: Duration): boolean {
  if (a.unit === b.unit) return a.count < b.count
  return a.count * longestDays[a.unit] < b.count * shortestDays[b.unit]
}

/** The duration as one would write it in the program file. */
export function durationText({ count, unit }: Duration): string {
  return `${count} ${count === 1 ? unit.slice(0, -1) : unit}`
}

const MINUTE = 60_000
const openShape = /^([1-9]\d{0,4}) +(minute|hour)s?$/
const longestOpen = 1000 * 60

/** Reads `15 minutes`, `4 hours`, up to 1000 hours, as milliseconds of open time; undefined for anything else. */
export function parseOpenTime(text: string): number | undefined {
  const [, digits, word] = openShape.exec(text.trim().toLowerCase()) ?? []
  const minutes = Number(digits) * (word === 'hour' ? 60 : 1)
  return minutes <= longestOpen ? minutes * MINUTE : undefined
}

/** Milliseconds of open time as one would write them in the program file. */
export function openTimeText(ms: number): string {
  const minutes = ms / MINUTE
  const [count, unit] = minutes % 60 === 0 ? [minutes / 60, 'hour'] : [minutes, 'minute']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

/** A length of time on the calendar, or of some hours or minutes. */
export type Wait = { count: number; unit: Duration['unit'] | 'hours' | 'minutes' }

const clockShape = /^([1-9]\d{0,4}) +(minute|hour)s?$/

/** Reads what {@link parseDuration} reads, and `6 hours` or `90 minutes`; undefined for anything else. */
export function parseWait(text: string): Wait | undefined {
  const [, digits, word] = clockShape.exec(text.trim().toLowerCase()) ?? []
  if (digits === undefined) return parseDuration(text)
  return { count: Number(digits), unit: word === 'hour' ? 'hours' : 'minutes' }
}
