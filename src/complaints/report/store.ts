import type { Unit } from '../../engine/unit.ts'
import type { Days } from '../../reports/period.ts'
import type { Complaint, Outcome } from '../rules/complaint.ts'
import { type CountRow, type Figures, figuresFrom, type TakenRow, TimesTaken } from './rules.ts'

/** Most times that are read at once. */
const usualPage = 10_000

/**
 * What was counted in those days, piece by piece: `pieces` follow one another without a gap. A duplicate is no complaint
 * of its own. How long things took is read page by page, `most` at once: neither database ranks that many quickly.
 */
export async function figuresOf(unit: Unit, pieces: readonly Days[], most = usualPage): Promise<Figures> {
  const from = pieces[0]?.from ?? unit.now
  const to = pieces.at(-1)?.to ?? unit.now
  const ends = pieces.slice(0, -1).map((piece) => piece.to)
  const [open] = await unit.sql.query<{ count: number }>('SELECT count(*) AS count FROM complaint WHERE ended IS NULL')
  const counts = await unit.sql.query<CountRow>(
    `WITH event AS (
       SELECT 'opened' AS kind, category, CAST(NULL AS text) AS staff, ${pieceOf('created', ends.length)} AS piece,
         CAST(NULL AS integer) AS rating, 0 AS straight
       FROM complaint WHERE created >= ? AND created < ? AND state <> 'merged'
       UNION ALL
       SELECT m.kind, c.category, m."staffId", ${pieceOf('m.at', ends.length)}, m.rating,
         CASE WHEN c.answers <= 1 AND c.reopened = 0 THEN 1 ELSE 0 END
       FROM complaint_mark m JOIN complaint c ON c.id = m."complaintId" WHERE m.at >= ? AND m.at < ?
     )
     SELECT kind, category, staff, piece, rating, count(*) AS count, sum(straight) AS straight
     FROM event GROUP BY kind, category, staff, piece, rating`,
    ...ends,
    from,
    to,
    ...ends,
    from,
    to,
  )
  const times = new TimesTaken()
  for (let after: number | undefined = 0; after !== undefined; ) {
    const rows: (TakenRow & { id: number })[] = await unit.sql.query(
      `SELECT m.id, m.kind, c.category, m."staffId" AS staff, ${pieceOf('m.at', ends.length)} AS piece, m.ms
       FROM complaint_mark m JOIN complaint c ON c.id = m."complaintId"
       WHERE m.at >= ? AND m.at < ? AND m.ms IS NOT NULL AND m.id > ? ORDER BY m.id LIMIT ?`,
      ...ends,
      from,
      to,
      after,
      most,
    )
    for (const row of rows) times.add(row)
    after = rows.length < most ? undefined : rows.at(-1)?.id
  }
  return figuresFrom(counts, times.rows(), pieces.length, open?.count ?? 0)
}

/** The number of the piece in which a time is; its placeholders are the ends of all pieces but the last. */
function pieceOf(column: string, ends: number): string {
  const cases = Array.from({ length: ends }, (_, nth) => `WHEN ${column} < ? THEN ${nth}`)
  return cases.length === 0 ? '0' : `CASE ${cases.join(' ')} ELSE ${ends} END`
}

/** A complaint as a row of figures. Times are instants; `firstMs` and `runMs` open time. `points` were given for it. */
export type FigureRow = Pick<
  Complaint,
  | 'id'
  | 'created'
  | 'answered'
  | 'ended'
  | 'category'
  | 'priority'
  | 'state'
  | 'platform'
  | 'answers'
  | 'reopened'
  | 'rating'
  | 'runMs'
> & { outcome: Outcome | null; firstMs: number | null; staff: string | null; points: number | null }

/** Complaints that were opened or ended in those days, in order, after that one. */
export function figureRows(unit: Unit, { from, to }: Days, after: number, most: number): Promise<FigureRow[]> {
  return unit.sql.query<FigureRow>(
    `SELECT c.id, c.created, c.answered, c.ended, c.category, c.priority, c.state, c.platform, c.outcome, c.answers,
       c.reopened, c.rating, c."runMs", r.points,
       (SELECT max(m.ms) FROM complaint_mark m WHERE m."complaintId" = c.id AND m.kind = 'answered') AS "firstMs",
       (SELECT m."staffId" FROM complaint_mark m WHERE m."complaintId" = c.id AND m.kind = 'settled'
        ORDER BY m.id DESC LIMIT 1) AS staff
     FROM complaint c LEFT JOIN recovery r ON r."complaintId" = c.id AND r.state = 'granted'
     WHERE c.id > ? AND ((c.created >= ? AND c.created < ?) OR (c.ended >= ? AND c.ended < ?)) ORDER BY c.id LIMIT ?`,
    after,
    from,
    to,
    from,
    to,
    most,
  )
}

/** Files of a complaint by line, in order. */
export async function filesByLine(unit: Unit, complaintId: number): Promise<Map<number, string[]>> {
  const rows = await unit.sql.query<{ lineId: number; file: string }>(
    'SELECT "lineId", file FROM complaint_file WHERE "complaintId" = ? ORDER BY "lineId", nth',
    complaintId,
  )
  return new Map([...Map.groupBy(rows, (row) => row.lineId)].map(([id, found]) => [id, found.map(({ file }) => file)]))
}
