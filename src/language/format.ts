import type { Locale } from './text.ts'

const formats = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>()

function kept<F extends Intl.DateTimeFormat | Intl.NumberFormat>(key: string, make: () => F): F {
  const known = formats.get(key)
  if (known) return known as F
  const made = make()
  formats.set(key, made)
  return made
}

/** A day as people of that language write it, in that time zone: `12 Nov 2026`. */
export function formatDay(at: Date, locale: Locale, timeZone: string): string {
  return kept(
    `day ${locale} ${timeZone}`,
    () => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone }),
  ).format(at)
}

/** A number with its sign: `+25`, `−10`. */
export function formatSigned(value: number, locale: Locale): string {
  return kept(`signed ${locale}`, () => new Intl.NumberFormat(locale, { signDisplay: 'exceptZero' })).format(value)
}

export function formatNumber(value: number, locale: Locale): string {
  return kept(`number ${locale}`, () => new Intl.NumberFormat(locale)).format(value)
}
