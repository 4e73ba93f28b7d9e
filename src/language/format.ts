import type { Locale } from './text.ts'

const formats = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>()

function kept<F extends Intl.DateTimeFormat | Intl.NumberFormat>(key: string, make: () => F): F {
  const known = formats.get(key)
  if (known) return known as F
  const made = make()
  formats.set(key, made)
  return made
}

/** A day as people of that language write it, in that time zone: `Nov 12`, with its year when that is not the one of `now`. */
export function formatDay(at: Date, locale: Locale, timeZone: string, now: Date): string {
  const year = kept(`year ${timeZone}`, () => new Intl.DateTimeFormat('en', { year: 'numeric', timeZone }))
  const options: Intl.DateTimeFormatOptions =
    year.format(at) === year.format(now) ? { month: 'short', day: 'numeric' } : { dateStyle: 'medium' }
  const kind = options.dateStyle ?? 'short'
  return kept(
    `day ${kind} ${locale} ${timeZone}`,
    () => new Intl.DateTimeFormat(locale, { ...options, timeZone }),
  ).format(at)
}

/** A time as people of that language write it, with its day when that is not the one of `now`: `14:30`, `Nov 12, 14:30`. */
export function formatTime(at: Date, locale: Locale, timeZone: string, now: Date): string {
  const time = kept(
    `time ${locale} ${timeZone}`,
    () => new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }),
  ).format(at)
  const day = formatDay(at, locale, timeZone, now)
  return day === formatDay(now, locale, timeZone, now) ? time : `${day}, ${time}`
}

/** A number with its sign: `+25`, `−10`. */
export function formatSigned(value: number, locale: Locale): string {
  return kept(`signed ${locale}`, () => new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' })).format(value)
}

export function formatNumber(value: number, locale: Locale): string {
  return kept(`number ${locale}`, () => new Intl.NumberFormat(locale)).format(value)
}

/** A length of time as people of that language write it: `14 days`, `3个月`. `unit` is the plural of the English word. */
export function formatDuration({ count, unit }: { count: number; unit: string }, locale: Locale): string {
  const options = { style: 'unit', unit: unit.slice(0, -1), unitDisplay: 'long' } as const
  return kept(`duration ${unit} ${locale}`, () => new Intl.NumberFormat(locale, options)).format(count)
}
