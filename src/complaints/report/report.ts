import { draw } from '../../charts/draw.ts'
import type { Maker, Saying } from '../../engine/making.ts'
import type { Turn } from '../../engine/turn.ts'
import type { Unit } from '../../engine/unit.ts'
import type { Program } from '../../program/program.ts'
import { toCsv } from '../../reports/csv.ts'
import { pictureOf, readPaper, tableOf, titleOf } from '../../reports/papers.ts'
import { type Period, piecesOf } from '../../reports/period.ts'
import type { ReportDefinition } from '../../reports/report.ts'
import { nameOf } from '../show/facts.ts'
import { chartOf } from './picture.ts'
import { isEmpty } from './rules.ts'
import { figureRows, figuresOf } from './store.ts'
import { tableHead, tableRow } from './table.ts'
import { inOneSentence, mainRows, partRows } from './words.ts'

const pageRows = 1_000

/** How complaints went in a period. */
export function complaintReport(program: Program): ReportDefinition {
  return {
    show: (turn, period) => show(turn, program, period),
    file: (turn, period) => tableOf('complaints', period, turn.locale),
  }
}

/** The picture of a report and its file, made when they are sent: `<first day>:<last day>:<locale>`. */
export const reportMakers = (program: Program): Record<string, Maker> => ({
  'complaints-figures': async (run, about) => {
    const { days, locale } = readPaper(about, program)
    const pieces = piecesOf(days, program.timeZone)
    const figures = await run((unit) => figuresOf(unit, pieces))
    return draw(chartOf(figures, pieces, days, program, locale))
  },
  'complaints-table': async (run, about) => {
    const { days, locale } = readPaper(about, program)
    const rows: (string | number | null)[][] = [tableHead(locale)]
    // Page by page, so that nobody waits long for the database.
    for (let after: number | undefined = 0; after !== undefined; ) {
      const from: number = after
      const page = await run(async (unit) => {
        const found = await figureRows(unit, days, from, pageRows)
        const names = await namesOf(unit, new Set(found.flatMap(({ staff }) => staff ?? [])))
        return { found, names }
      })
      for (const row of page.found) rows.push(tableRow(row, page.names, program, locale))
      after = page.found.length < pageRows ? undefined : page.found.at(-1)?.id
    }
    return Buffer.from(toCsv(rows))
  },
})

async function show(turn: Turn, program: Program, period: Period): Promise<Saying[]> {
  const { unit, locale } = turn
  const pieces = piecesOf(period, program.timeZone)
  const figures = await figuresOf(unit, pieces)
  if (isEmpty(figures)) return []
  const names = await namesOf(unit, figures.staff.keys())
  return [
    {
      text: titleOf('complaints', period, locale),
      parts: [
        pictureOf('complaints', period, locale, inOneSentence(figures, period, locale)),
        { kind: 'facts', rows: mainRows(figures, locale) },
      ],
    },
    // In a message of its own: with a picture not every platform has room for all of it.
    {
      text: turn.t('report.complaints.parts'),
      parts: [{ kind: 'facts', rows: partRows(figures, pieces, names, program, locale) }],
    },
  ]
}

async function namesOf(unit: Unit, ids: Iterable<string>): Promise<Map<string, string>> {
  return new Map(await Promise.all([...ids].map(async (id): Promise<[string, string]> => [id, await nameOf(unit, id)])))
}
