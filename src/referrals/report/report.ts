import { DateTime } from 'luxon'
import type { Chart } from '../../charts/chart.ts'
import { draw } from '../../charts/draw.ts'
import type { Maker, Run, Saying } from '../../engine/making.ts'
import type { Turn } from '../../engine/turn.ts'
import { formatNumber } from '../../language/format.ts'
import { type Locale, text } from '../../language/text.ts'
import type { Program } from '../../program/program.ts'
import { toCsv } from '../../reports/csv.ts'
import { pictureOf, readPaper, tableOf, titleOf } from '../../reports/papers.ts'
import { type Days, type Period, piecesOf } from '../../reports/period.ts'
import type { ReportDefinition } from '../../reports/report.ts'
import { formatDays } from '../../reports/words.ts'
import { costOf, type ReferralFigures, referralFigures } from './rules.ts'
import { bestReferrers, type ReferralFigure, referralRowsOf } from './store.ts'

const pageRows = 1_000
const mostBest = 5
const counted = ['joined', 'bought', 'paid'] as const
const columns = ['referrer', 'friend', 'joined', 'state', 'why', 'bought', 'paid', 'points'] as const

/** What bringing friends brought in a period, and what it cost. */
export function referralReport(program: Program): ReportDefinition {
  return {
    show: (turn, period) => show(turn, program, period),
    file: (turn, period) => tableOf('referrals', period, turn.locale),
  }
}

export const referralMakers = (program: Program): Record<string, Maker> => ({
  'referrals-figures': async (run, written) => {
    const { days, locale } = readPaper(written, program)
    const pieces = piecesOf(days, program.timeZone)
    return draw(chartOf(referralFigures(await allRows(run, days), pieces), pieces, days, locale))
  },
  'referrals-table': async (run, written) => {
    const { days, locale } = readPaper(written, program)
    return Buffer.from(toCsv(linesOf(await allRows(run, days), program, locale)))
  },
})

async function show({ unit, locale }: Turn, program: Program, period: Period): Promise<Saying[]> {
  const figures = referralFigures(await allRows((job) => job(unit), period), piecesOf(period, program.timeZone))
  const { all } = figures
  if (all.joined + all.bought + all.paid === 0) return []
  const days = formatDays(period, locale, 'year')
  const best = await bestReferrers(unit, period, mostBest)
  return [
    {
      text: titleOf('referrals', period, locale),
      parts: [
        pictureOf('referrals', period, locale, text(locale, 'report.referrals.alt', { days, ...all })),
        { kind: 'facts', rows: rowsOf(figures, locale) },
      ],
    },
    ...(best.length > 0
      ? [
          {
            text: text(locale, 'report.referrals.best'),
            parts: [
              {
                kind: 'facts' as const,
                rows: best.map(({ name, paid, points }): [string, string] => [
                  name,
                  text(locale, 'report.referrals.best.of', { paid, points }),
                ]),
              },
            ],
          },
        ]
      : []),
  ]
}

function rowsOf({ all, held, refused }: ReferralFigures, locale: Locale): [string, string][] {
  const t = (key: string) => text(locale, `report.referrals.${key}`)
  const cost = costOf(all)
  return [
    ...counted.map((key): [string, string] => [t(key), formatNumber(all[key], locale)]),
    [t('points'), formatNumber(all.points, locale)],
    ...(cost === undefined ? [] : [[t('cost'), formatNumber(cost, locale)] satisfies [string, string]]),
    ...(held > 0 ? [[t('held'), formatNumber(held, locale)] satisfies [string, string]] : []),
    ...(refused > 0 ? [[t('refused'), formatNumber(refused, locale)] satisfies [string, string]] : []),
  ]
}

function chartOf(figures: ReferralFigures, pieces: readonly Days[], period: Days, locale: Locale): Chart {
  return {
    title: text(locale, 'report.referrals'),
    subtitle: formatDays(period, locale, 'year'),
    locale,
    kind: 'bars',
    categories: pieces.map((piece) => formatDays(piece, locale, 'no year')),
    series: counted.map((key) => ({
      name: text(locale, `report.referrals.${key}`),
      values: figures.pieces.map((it) => it[key]),
    })),
  }
}

function linesOf(rows: readonly ReferralFigure[], program: Program, locale: Locale): (string | number | null)[][] {
  const t = (key: string) => text(locale, `report.referrals.${key}`)
  const day = (at: Date | null) => at && DateTime.fromJSDate(at, { zone: program.timeZone }).toFormat('yyyy-MM-dd')
  return [
    columns.map((column) => t(`column.${column}`)),
    ...rows.map(({ referrer, friend, joined, state, reason, bought, paid, points }) => [
      referrer,
      friend,
      day(joined),
      t(`state.${state}`),
      reason && t(`why.${reason}`),
      day(bought),
      day(paid),
      points,
    ]),
  ]
}

/** Page by page, so that nobody waits long for the database. */
async function allRows(run: Run, days: Days): Promise<ReferralFigure[]> {
  const rows: ReferralFigure[] = []
  for (let after: number | undefined = 0; after !== undefined; ) {
    const from: number = after
    const page = await run((unit) => referralRowsOf(unit, days, from, pageRows))
    rows.push(...page)
    after = page.length < pageRows ? undefined : page.at(-1)?.id
  }
  return rows
}
