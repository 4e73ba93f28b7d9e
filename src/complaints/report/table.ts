import { DateTime } from 'luxon'
import { type Locale, text } from '../../language/text.ts'
import type { Program } from '../../program/program.ts'
import { numberOf } from '../rules/complaint.ts'
import { categoryLabel } from '../show/words.ts'
import type { FigureRow } from './store.ts'

const columns = [
  'number',
  'platform',
  'category',
  'priority',
  'state',
  'outcome',
  'staff',
  'created',
  'answered',
  'ended',
  'first-minutes',
  'resolve-minutes',
  'answers',
  'reopened',
  'rating',
  'points',
] as const

type Cell = string | number | null

/** What stands above the columns. */
export function tableHead(locale: Locale): string[] {
  return columns.map((column) => text(locale, `report.complaints.column.${column}`))
}

/** One complaint in figures: nothing that somebody wrote. Times are those of the shop, minutes are open time. */
export function tableRow(row: FigureRow, names: ReadonlyMap<string, string>, program: Program, locale: Locale): Cell[] {
  const time = (at: Date | null) =>
    at && DateTime.fromJSDate(at, { zone: program.timeZone }).toFormat('yyyy-MM-dd HH:mm')
  const minutes = (ms: number | null) => (ms === null ? null : Math.round(ms / 60_000))
  const cells: Record<(typeof columns)[number], Cell> = {
    number: numberOf(row.id),
    platform: row.platform,
    category: categoryLabel(program, row.category, locale),
    priority: text(locale, `complaint.priority.${row.priority}`),
    state: text(locale, `report.complaints.state.${row.state}`),
    outcome: row.outcome && text(locale, `complaint.outcome.${row.outcome}`),
    staff: row.staff && (names.get(row.staff) ?? row.staff),
    created: time(row.created),
    answered: time(row.answered),
    ended: time(row.ended),
    'first-minutes': minutes(row.firstMs),
    'resolve-minutes': row.state === 'resolved' ? minutes(row.runMs) : null,
    answers: row.answers,
    reopened: row.reopened,
    rating: row.rating,
    points: row.points,
  }
  return columns.map((column) => cells[column])
}
