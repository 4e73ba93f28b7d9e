import { formatNumber } from '../../language/format.ts'
import { type Locale, text } from '../../language/text.ts'
import type { Program } from '../../program/program.ts'
import type { Days } from '../../reports/period.ts'
import { formatDays, formatSpan } from '../../reports/words.ts'
import { categoryLabel, clipped } from '../show/words.ts'
import { averageRating, type Figures, type Group, ranked, type Times } from './rules.ts'

type Row = [label: string, value: string]

const mostRows = 8
/** A name that somebody gave himself may be long; in figures it is to be told apart only. */
const longestName = 60

/** How long it took, in words: half of them, and nine of ten. */
function timesInWords({ median, p90 }: Times, locale: Locale): string {
  return text(locale, 'report.complaints.times', { half: formatSpan(median, locale), most: formatSpan(p90, locale) })
}

/** The figures of the whole period. */
export function mainRows({ all, openNow }: Figures, locale: Locale): Row[] {
  const t = (key: string, values?: Record<string, string | number>) => text(locale, `report.complaints.${key}`, values)
  const number = (value: number) => formatNumber(value, locale)
  const rating = ratingInWords(all, 'rating.of', locale)
  return [
    [t('opened'), number(all.opened)],
    [t('settled'), number(all.settled)],
    [t('open'), number(openNow)],
    ...(all.first ? [[t('first'), timesInWords(all.first, locale)] as Row] : []),
    ...(all.resolve ? [[t('resolve'), timesInWords(all.resolve, locale)] as Row] : []),
    ...(all.settled > 0 ? [[t('straight'), t('straight.of', { count: all.straight, all: all.settled })] as Row] : []),
    [t('reopened'), number(all.reopened)],
    [t('withdrawn'), number(all.withdrawn)],
    ...(rating === undefined ? [] : [[t('rating'), rating] as Row]),
  ]
}

/** The same by category, by who settled them, and by day or week; the most important ones of each. */
export function partRows(
  figures: Figures,
  pieces: readonly Days[],
  names: ReadonlyMap<string, string>,
  program: Program,
  locale: Locale,
): Row[] {
  const categories = ranked(figures.categories, (it) => it.opened + it.settled)
  const staff = ranked(figures.staff, (it) => it.settled).filter(([, { settled }]) => settled > 0)
  const rest = (all: readonly unknown[]): Row[] =>
    all.length > mostRows ? [['…', text(locale, 'report.more', { count: all.length - mostRows })]] : []
  return [
    ...categories
      .slice(0, mostRows)
      .map(
        ([id, group]): Row => [
          clipped(categoryLabel(program, id, locale), longestName),
          summary(group, locale, 'opened'),
        ],
      ),
    ...rest(categories),
    ...staff
      .slice(0, mostRows)
      .map(([id, group]): Row => [clipped(names.get(id) ?? '?', longestName), summary(group, locale, 'settled')]),
    ...rest(staff),
    ...figures.pieces
      .map((group, nth): Row => [pieceLabel(pieces[nth], locale), summary(group, locale, 'opened')])
      .filter(([, said]) => said !== '')
      .slice(-mostRows),
  ]
}

/** A day or week of the period: `Nov 2 – 8`. */
export function pieceLabel(piece: Days | undefined, locale: Locale): string {
  return piece ? formatDays(piece, locale, 'no year') : ''
}

/** What the picture shows, for those who cannot see it. */
export function inOneSentence({ all, openNow }: Figures, period: Days, locale: Locale): string {
  const days = formatDays(period, locale, 'year')
  const said = text(locale, 'report.complaints.alt', { days, opened: all.opened, settled: all.settled, open: openNow })
  const first = all.first
    ? [text(locale, 'report.complaints.alt.first', { times: timesInWords(all.first, locale) })]
    : []
  return [said, ...first].join(' ')
}

function summary(group: Group, locale: Locale, begin: 'opened' | 'settled'): string {
  const some = (key: string, count: number) =>
    count === 0 ? [] : [text(locale, `report.complaints.some.${key}`, { count })]
  const time = begin === 'settled' || !group.first ? group.resolve : group.first
  const rating = ratingInWords(group, 'some.rating', locale)
  return [
    ...(begin === 'opened' ? some('opened', group.opened) : []),
    ...some('settled', group.settled),
    ...(time
      ? [
          text(locale, `report.complaints.half.${time === group.first ? 'first' : 'resolve'}`, {
            time: formatSpan(time.median, locale),
          }),
        ]
      : []),
    ...some('reopened', group.reopened),
    ...(rating === undefined ? [] : [rating]),
  ].join(' · ')
}

function ratingInWords(group: Group, key: 'rating.of' | 'some.rating', locale: Locale): string | undefined {
  const average = averageRating(group)
  if (average === undefined) return undefined
  return text(locale, `report.complaints.${key}`, { average: Math.round(average * 10) / 10, count: group.ratings })
}
