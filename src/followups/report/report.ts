import { DateTime } from 'luxon'
import type { Chart } from '../../charts/chart.ts'
import { draw } from '../../charts/draw.ts'
import type { Maker, Saying } from '../../engine/making.ts'
import type { Turn } from '../../engine/turn.ts'
import { formatDay } from '../../language/format.ts'
import { type Locale, text } from '../../language/text.ts'
import type { Program } from '../../program/program.ts'
import { toCsv } from '../../reports/csv.ts'
import { pictureOf, readPaper, tableOf, titleOf } from '../../reports/papers.ts'
import type { Days, Period } from '../../reports/period.ts'
import type { ReportDefinition } from '../../reports/report.ts'
import { formatDays } from '../../reports/words.ts'
import { figuresOf, type RuleFigures, rowsOf, suggestionsOf } from './store.ts'

const mostRules = 12
const mostSuggestions = 10
const longestSuggestion = 200
const pageRows = 1_000

type Counts = Omit<RuleFigures, 'rule'>
const shown = ['asked', 'well', 'notquite', 'call', 'suggestions', 'called', 'again', 'stale', 'skipped'] as const
const columns = ['rule', 'state', 'why', 'due', 'asked', 'answer', 'answered', 'suggestion'] as const

/** How the questions went that we put to customers, and what they suggest. */
export function followUpReport(program: Program): ReportDefinition {
  return {
    show: (turn, period) => show(turn, program, period),
    file: (turn, period) => tableOf('followups', period, turn.locale),
  }
}

export const followUpMakers = (program: Program): Record<string, Maker> => ({
  'followups-figures': async (run, about) => {
    const { days, locale } = readPaper(about, program)
    return draw(chartOf(await run((unit) => figuresOf(unit, days)), days, locale))
  },
  'followups-table': async (run, about) => {
    const { days, locale } = readPaper(about, program)
    const time = (at: Date | null) =>
      at && DateTime.fromJSDate(at, { zone: program.timeZone }).toFormat('yyyy-MM-dd HH:mm')
    const word = (kind: string, id: string | null) => id && text(locale, `report.followups.${kind}.${id}`)
    const table: (string | null)[][] = [columns.map((column) => text(locale, `report.followups.column.${column}`))]
    // Page by page, so that nobody waits long for the database.
    for (let after: number | undefined = 0; after !== undefined; ) {
      const from: number = after
      const page = await run((unit) => rowsOf(unit, days, from, pageRows))
      for (const { rule, state, why, due, asked, answer, answered, suggestion } of page)
        table.push([
          rule,
          word('state', state),
          word('why', why),
          time(due),
          time(asked),
          word('some', answer),
          time(answered),
          suggestion,
        ])
      after = page.length < pageRows ? undefined : page.at(-1)?.id
    }
    return Buffer.from(toCsv(table))
  },
})

async function show(turn: Turn, program: Program, period: Period): Promise<Saying[]> {
  const { unit, locale } = turn
  const figures = await figuresOf(unit, period)
  const suggestions = await suggestionsOf(unit, period, mostSuggestions)
  if (figures.length === 0 && suggestions.length === 0) return []
  const all = sumOf(figures)
  const messages: Saying[] = [
    {
      text: titleOf('followups', period, locale),
      parts: [
        pictureOf(
          'followups',
          period,
          locale,
          text(locale, 'report.followups.alt', { days: formatDays(period, locale, 'year'), ...all }),
        ),
        { kind: 'facts', rows: shown.map((key) => [text(locale, `report.followups.some.${key}`), String(all[key])]) },
      ],
    },
  ]
  if (figures.length > 1)
    messages.push({
      text: text(locale, 'report.followups.rules'),
      parts: [{ kind: 'facts', rows: figures.slice(0, mostRules).map((it) => [it.rule, inWords(it, locale)]) }],
    })
  if (suggestions.length > 0)
    messages.push({
      text: text(locale, 'report.followups.suggested', { count: all.suggestions }),
      parts: [
        {
          kind: 'facts',
          rows: suggestions.map(({ suggested, name, suggestion }) => [
            [formatDay(suggested, locale, program.timeZone, turn.now), name ?? ''].filter(Boolean).join(' · '),
            clipped(suggestion),
          ]),
        },
      ],
    })
  return messages
}

function clipped(words: string): string {
  const letters = [...words]
  return letters.length <= longestSuggestion ? words : `${letters.slice(0, longestSuggestion - 1).join('')}…`
}

function sumOf(figures: readonly RuleFigures[]): Counts {
  const sum = (key: keyof Counts) => figures.reduce((total, it) => total + it[key], 0)
  return {
    asked: sum('asked'),
    well: sum('well'),
    notquite: sum('notquite'),
    call: sum('call'),
    called: sum('called'),
    stale: sum('stale'),
    skipped: sum('skipped'),
    suggestions: sum('suggestions'),
    again: sum('again'),
  }
}

const inWords = (figures: RuleFigures, locale: Locale) =>
  shown
    .filter((key) => figures[key] > 0)
    .map((key) => `${text(locale, `report.followups.some.${key}`)} ${figures[key]}`)
    .join(' · ')

function chartOf(figures: readonly RuleFigures[], days: Days, locale: Locale): Chart {
  const rules = figures.slice(0, mostRules)
  return {
    title: text(locale, 'report.followups'),
    subtitle: formatDays(days, locale, 'year'),
    locale,
    kind: 'bars',
    categories: rules.map(({ rule }) => rule),
    series: (['asked', 'well', 'notquite', 'call', 'again'] as const).map((key) => ({
      name: text(locale, `report.followups.some.${key}`),
      values: rules.map((it) => it[key]),
    })),
  }
}
