import { table } from '../database/table.ts'
import type { Ask, Unit } from '../engine/unit.ts'
import type { LineKind } from './rules/complaint.ts'

const lines = table('complaint_line', {
  id: 'id',
  complaintId: 'bigint',
  kind: 'text',
  authorId: 'text?',
  text: 'text',
  detail: 'text?',
  at: 'timestamp',
  platform: 'text?',
  channel: 'text?',
  message: 'text?',
})

const files = table('complaint_file', { lineId: 'bigint', file: 'text', complaintId: 'bigint', nth: 'integer' })

/** Where something was written, so that its edits find it. */
export type Source = { platform: string; channel: string; message: string }

export type NewLine = {
  complaintId: number
  kind: LineKind
  authorId: string | null
  text: string
  detail: Record<string, string | number>
  files: readonly string[]
  source?: Source | undefined
}

/** A line of a complaint. `detail` names the event and holds its figures. */
export type Line = {
  id: number
  complaintId: number
  kind: LineKind
  authorId: string | null
  text: string
  detail: Record<string, string | number>
  at: Date
  edited: Date | null
  deleted: Date | null
}

type LineRow = Omit<Line, 'detail'> & { detail: string | null }
const lineColumns = 'id, "complaintId", kind, "authorId", text, detail, at, edited, deleted'
const lineFrom = ({ detail, ...row }: LineRow): Line => ({ ...row, detail: detail === null ? {} : JSON.parse(detail) })

/** Writes lines down, with the files that belong to them. */
export async function addLines(unit: Unit, added: readonly NewLine[]): Promise<Line[]> {
  const kept = await unit.sql.insert(
    lines,
    added.map(({ files: _, source, detail, ...line }) => ({
      ...line,
      detail: JSON.stringify(detail),
      at: unit.now,
      platform: source?.platform ?? null,
      channel: source?.channel ?? null,
      message: source?.message ?? null,
    })),
    { returning: ['id'] },
  )
  const made = added.map(({ files, source: _, ...line }, nth): Line & { files: readonly string[] } => ({
    ...line,
    files,
    id: kept[nth]?.id ?? 0,
    at: unit.now,
    edited: null,
    deleted: null,
  }))
  await unit.sql.insert(
    files,
    made.flatMap(({ id, complaintId, files }) =>
      files.map((file, nth) => ({ lineId: id, file, complaintId, nth: nth + 1 })),
    ),
  )
  return made.map(({ files: _, ...line }) => line)
}

/** All lines of a complaint, in order; the last so many of them. */
export async function linesOf(unit: Unit, complaintId: number, most = 1_000): Promise<Line[]> {
  const rows = await unit.sql.query<LineRow>(
    `SELECT ${lineColumns} FROM complaint_line WHERE "complaintId" = ? ORDER BY id DESC LIMIT ?`,
    complaintId,
    most,
  )
  return rows.reverse().map(lineFrom)
}

/** The line that was written in that message, if it was one. */
export async function lineWrittenIn(unit: Unit, { platform, channel, message }: Source): Promise<Line | undefined> {
  const [row] = await unit.sql.query<LineRow>(
    `SELECT ${lineColumns} FROM complaint_line WHERE platform = ? AND channel = ? AND message = ?`,
    platform,
    channel,
    message,
  )
  return row && lineFrom(row)
}

export async function lineById(unit: Unit, id: number): Promise<Line | undefined> {
  const [row] = await unit.sql.query<LineRow>(`SELECT ${lineColumns} FROM complaint_line WHERE id = ?`, id)
  return row && lineFrom(row)
}

/** Whether a complaint began with that line. */
export async function beganWith(unit: Unit, { id, complaintId }: Pick<Line, 'id' | 'complaintId'>): Promise<boolean> {
  const [first] = await unit.sql.query<{ id: number }>(
    'SELECT id FROM complaint_line WHERE "complaintId" = ? ORDER BY id LIMIT 1',
    complaintId,
  )
  return first?.id === id
}

/** What was written there says something else now, or was taken back. What it said before stays in the transcript. */
export async function correctLine(unit: Unit, id: number, text: string | null): Promise<void> {
  if (text === null) await unit.sql.execute('UPDATE complaint_line SET deleted = ? WHERE id = ?', unit.now, id)
  else await unit.sql.execute('UPDATE complaint_line SET text = ?, edited = ? WHERE id = ?', text, unit.now, id)
}

/** Remembers where a line went, so that it can be changed or taken back there. */
export async function detailLine(unit: Unit, id: number, detail: Line['detail']): Promise<void> {
  await unit.sql.execute('UPDATE complaint_line SET detail = ? WHERE id = ?', JSON.stringify(detail), id)
}

/** Files that belong to a line, in order. */
export async function filesOfLine(unit: Unit, lineId: number): Promise<string[]> {
  const rows = await unit.sql.query<{ file: string }>(
    'SELECT file FROM complaint_file WHERE "lineId" = ? ORDER BY nth',
    lineId,
  )
  return rows.map((row) => row.file)
}

/** Those of them that were not passed on yet. */
export async function waitingFiles(unit: Unit, lineId: number): Promise<string[]> {
  const rows = await unit.sql.query<{ file: string }>(
    'SELECT file FROM complaint_file WHERE "lineId" = ? AND passed IS NULL ORDER BY nth',
    lineId,
  )
  return rows.map((row) => row.file)
}

/** How many files a complaint has. */
export const fileCounts: Ask<number, number> = {
  name: 'complaint files',
  async answer(unit, ids) {
    const rows = await unit.sql.query<{ complaintId: number; count: number }>(
      `SELECT "complaintId", count(*) AS count FROM complaint_file WHERE "complaintId" ${unit.sql.among('bigint')}
       GROUP BY "complaintId"`,
      ids,
    )
    const counts = new Map(rows.map((row) => [row.complaintId, row.count]))
    return ids.map((id) => counts.get(id) ?? 0)
  },
}
