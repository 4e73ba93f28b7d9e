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
import { formatDays, formatSpan } from '../../reports/words.ts'
import { callNumber } from '../rules/callback.ts'
import { personName } from '../show/facts.ts'
import { wallTime } from '../show/words.ts'
import { type CallFate, type CallFigure, type CallFigures, callFigures, countOf, fateOf, isMade } from './rules.ts'
import { callRows } from './store.ts'

const pageRows = 1_000
const fates: readonly CallFate[] = ['kept', 'late', 'missed', 'unreached', 'cancelled', 'open']

/** How callbacks went in a period. */
export function callReport(program: Program): ReportDefinition {
  return {
    show: (turn, period) => show(turn, program, period),
    file: (turn, period) => tableOf('callbacks', period, turn.locale),
  }
}

/** The picture of a report and its file, made when they are sent: `<first day>:<last day>:<locale>`. */
export const callMakers = (program: Program): Record<string, Maker> => ({
  'callbacks-figures': async (run, written) => {
    const { days, locale } = readPaper(written, program)
    const pieces = piecesOf(days, program.timeZone)
    return draw(chartOf(figuresFrom(await allCalls(run, days), pieces, program), pieces, days, locale))
  },
  'callbacks-table': async (run, written) => {
    const { days, locale } = readPaper(written, program)
    const calls = await allCalls(run, days)
    const staff = [...new Set(calls.flatMap((call) => call.staff ?? []))]
    const names = await run(async (unit) =>
      Promise.all(staff.map(async (id): Promise<[string, string]> => [id, await personName(unit, id)])),
    )
    return Buffer.from(toCsv(linesOf(calls, new Map(names), program, locale)))
  },
})

async function show({ unit, locale }: Turn, program: Program, period: Period): Promise<Saying[]> {
  const pieces = piecesOf(period, program.timeZone)
  const figures = figuresFrom(await allCalls((job) => job(unit), period), pieces, program)
  if (countOf(figures.all) === 0) return []
  const days = formatDays(period, locale, 'year')
  return [
    {
      text: titleOf('callbacks', period, locale),
      parts: [
        pictureOf('callbacks', period, locale, text(locale, 'report.callbacks.alt', { days, ...figures.all })),
        { kind: 'facts', rows: rowsOf(figures, locale) },
      ],
    },
  ]
}

function rowsOf({ all, waited, made, bought }: CallFigures, locale: Locale): [string, string][] {
  const t = (key: string, values?: Record<string, string | number>) => text(locale, `report.callbacks.${key}`, values)
  return [
    [t('all'), formatNumber(countOf(all), locale)],
    ...fates
      .filter((fate) => all[fate] > 0 || fate === 'kept' || fate === 'late' || fate === 'missed')
      .map((fate): [string, string] => [t(fate), formatNumber(all[fate], locale)]),
    ...(waited
      ? [
          [
            t('waited'),
            t('times', { half: formatSpan(waited.median, locale), most: formatSpan(waited.p90, locale) }),
          ] as [string, string],
        ]
      : []),
    ...(made > 0 ? [[t('bought'), t('bought.of', { count: bought, all: made })] as [string, string]] : []),
  ]
}

function chartOf({ all, pieces: counts }: CallFigures, pieces: readonly Days[], period: Days, locale: Locale): Chart {
  const shown = fates.filter((fate) => all[fate] > 0)
  return {
    title: text(locale, 'report.callbacks'),
    subtitle: formatDays(period, locale, 'year'),
    locale,
    panels: [
      {
        title: text(locale, 'report.callbacks.flow'),
        kind: 'bars',
        categories: pieces.map((piece) => formatDays(piece, locale, 'no year')),
        series: shown.map((fate) => ({
          name: text(locale, `report.callbacks.${fate}`),
          values: counts.map((it) => it[fate]),
        })),
      },
    ],
  }
}

const columns = ['number', 'kind', 'how', 'at', 'fate', 'created', 'tried', 'tries', 'staff', 'bought'] as const

function linesOf(
  calls: readonly CallFigure[],
  names: ReadonlyMap<string, string>,
  program: Program,
  locale: Locale,
): (string | number | null)[][] {
  const t = (key: string) => text(locale, `report.callbacks.${key}`)
  const time = (at: Date | null) => at && wallTime(at, program)
  return [
    columns.map((column) => t(`column.${column}`)),
    ...calls.map((call) => [
      callNumber(call.id),
      t(`kind.${call.kind}`),
      t(`how.${call.how}`),
      time(call.at),
      t(fateOf(call, program.complaints.acknowledge)),
      time(call.created),
      time(call.tried),
      call.tries,
      call.staff && (names.get(call.staff) ?? call.staff),
      isMade(call) ? t(call.bought ? 'yes' : 'no') : null,
    ]),
  ]
}

function figuresFrom(calls: readonly CallFigure[], pieces: readonly Days[], program: Program): CallFigures {
  const pieceOf = (at: Date) => pieces.findIndex(({ to }) => at < to)
  return callFigures(calls, pieceOf, pieces.length, program.complaints.acknowledge)
}

/** Page by page, so that nobody waits long for the database. */
async function allCalls(run: Run, days: Days): Promise<CallFigure[]> {
  const calls: CallFigure[] = []
  for (let after: number | undefined = 0; after !== undefined; ) {
    const from: number = after
    const page = await run((unit) => callRows(unit, days, from, pageRows))
    calls.push(...page)
    after = page.length < pageRows ? undefined : page.at(-1)?.id
  }
  return calls
}
