import type { Chart, Panel } from '../../charts/chart.ts'
import { type Locale, text } from '../../language/text.ts'
import type { Program } from '../../program/program.ts'
import type { Days } from '../../reports/period.ts'
import { formatDays } from '../../reports/words.ts'
import { categoryLabel } from '../show/words.ts'
import { type Figures, type Group, ranked, type Times } from './rules.ts'
import { pieceLabel } from './words.ts'

const mostCategories = 8
const hourMs = 3_600_000
const minuteMs = 60_000

/** The figures as a picture: how many, how long it took by category, and what customers thought of it. */
export function chartOf(
  figures: Figures,
  pieces: readonly Days[],
  period: Days,
  program: Program,
  locale: Locale,
): Chart {
  const t = (key: string) => text(locale, `report.complaints.${key}`)
  const flow: Panel = {
    title: t('flow'),
    kind: 'bars',
    categories: pieces.map((piece) => pieceLabel(piece, locale)),
    series: [
      { name: t('opened'), values: figures.pieces.map(({ opened }) => opened) },
      { name: t('settled'), values: figures.pieces.map(({ settled }) => settled) },
    ],
  }
  const rated: Panel = {
    title: t('ratings'),
    kind: 'bars',
    categories: ['1', '2', '3', '4', '5'],
    series: [{ name: t('ratings'), values: figures.ratings }],
  }
  return {
    title: text(locale, 'report.complaints'),
    subtitle: formatDays(period, locale, 'year'),
    locale,
    panels: [
      flow,
      ...timesPanel(figures, t('first'), (group) => group.first, program, locale),
      ...timesPanel(figures, t('resolve'), (group) => group.resolve, program, locale),
      ...(figures.all.ratings > 0 ? [rated] : []),
    ],
  }
}

function timesPanel(
  { categories }: Figures,
  title: string,
  timesOf: (group: Group) => Times | null,
  program: Program,
  locale: Locale,
): Panel[] {
  const found = ranked(categories, (it) => it.opened + it.settled)
    .flatMap(([id, group]) => {
      const times = timesOf(group)
      return times ? [{ id, times }] : []
    })
    .slice(0, mostCategories)
  // Nothing could be seen of less than a minute.
  if (found.every(({ times }) => times.p90 < minuteMs)) return []
  const inHours = found.some(({ times }) => times.p90 >= 3 * hourMs)
  const value = (ms: number) => (inHours ? Math.round(ms / (hourMs / 10)) / 10 : Math.round(ms / minuteMs))
  return [
    {
      title,
      kind: 'bars',
      unit: text(locale, inHours ? 'span.unit.hours' : 'span.unit.minutes'),
      categories: found.map(({ id }) => categoryLabel(program, id, locale)),
      series: [
        { name: text(locale, 'report.complaints.median'), values: found.map(({ times }) => value(times.median)) },
        { name: text(locale, 'report.complaints.p90'), values: found.map(({ times }) => value(times.p90)) },
      ],
    },
  ]
}
