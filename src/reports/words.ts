import { type Locale, text } from '../language/text.ts'
import type { Days } from './period.ts'

const minuteMs = 60_000

/** How long something took, in words that may follow *within*: `2 h 10 min`, and at the least `a minute`. */
export function formatSpan(ms: number, locale: Locale): string {
  const minutes = Math.round(ms / minuteMs)
  if (minutes === 0) return text(locale, 'span.moment')
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  if (hours === 0) return text(locale, 'span.minutes', { minutes: rest })
  return rest === 0 ? text(locale, 'span.hours', { hours }) : text(locale, 'span.both', { hours, minutes: rest })
}

/** Days as people of that language write them: `Oct 24 – Nov 22, 2026`; without the year where that is known. */
export function formatDays(
  { first, last }: Pick<Days, 'first' | 'last'>,
  locale: Locale,
  year: 'year' | 'no year',
): string {
  const format = new Intl.DateTimeFormat(locale, {
    month: 'short',
    day: 'numeric',
    ...(year === 'year' && { year: 'numeric' }),
    timeZone: 'UTC',
  })
  const words = format.formatRange(new Date(`${first}T00:00Z`), new Date(`${last}T00:00Z`))
  // Around the dash stand thin spaces, which not every font and no keyboard has.
  return words.replace(/\s/g, ' ')
}
