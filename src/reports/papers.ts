import { type MadeImage, madeFile, type Saying } from '../engine/making.ts'
import { type Locale, locales, text } from '../language/text.ts'
import { type Days, daysFrom } from './period.ts'
import { formatDays } from './words.ts'

/** What a report about a period is called. */
export const titleOf = (name: string, period: Days, locale: Locale): string =>
  text(locale, `report.${name}.title`, { days: formatDays(period, locale, 'year') })

/** What the maker of its picture or table is told: `<first day>:<last day>:<locale>`. */
const about = ({ first, last }: Days, locale: Locale) => `${first}:${last}:${locale}`

/** The same read again. Throws when it is none. */
export function readPaper(written: string, { timeZone }: { timeZone: string }): { days: Days; locale: Locale } {
  const [first = '', last = '', locale = ''] = written.split(':')
  const days = daysFrom(first, last, timeZone)
  if (!days || !locales.includes(locale)) throw new Error('there is no such report')
  return { days, locale }
}

/** The picture of a report, drawn by the maker `<name>-figures` when it is sent; `alt` says what it shows. */
export function pictureOf(name: string, period: Days, locale: Locale, alt: string): MadeImage {
  const file = `${name}-${period.first}-${period.last}.png`
  return { kind: 'image', made: `${name}-figures:${about(period, locale)}`, media: 'image/png', name: file, alt }
}

/** The table of a report as a file, written by the maker `<name>-table` when it is sent. */
export function tableOf(name: string, period: Days, locale: Locale): Saying {
  return {
    text: titleOf(name, period, locale),
    parts: [
      {
        kind: 'file',
        file: madeFile(`${name}-table`, about(period, locale)),
        name: `${name}-${period.first}-${period.last}.csv`,
        media: 'text/csv',
        size: 0,
      },
    ],
  }
}
