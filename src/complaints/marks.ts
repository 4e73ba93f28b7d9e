import { table } from '../database/table.ts'
import type { Unit } from '../engine/unit.ts'
import type { Mark } from './rules/marks.ts'

const marks = table('complaint_mark', {
  id: 'id',
  complaintId: 'bigint',
  kind: 'text',
  at: 'timestamp',
  staffId: 'text?',
  ms: 'bigint?',
  rating: 'integer?',
})

/** Writes down what reports count of a complaint. A rating counts for whoever had settled it, and the last one alone. */
export async function addMarks(unit: Unit, complaintId: number, added: readonly Mark[]): Promise<void> {
  const isRated = added.some(({ kind }) => kind === 'rated')
  const settler = isRated ? await settlerOf(unit, complaintId) : null
  if (isRated)
    await unit.sql.execute(`DELETE FROM complaint_mark WHERE "complaintId" = ? AND kind = 'rated'`, complaintId)
  await unit.sql.insert(
    marks,
    added.map((mark) => ({
      ...mark,
      staffId: mark.kind === 'rated' ? settler : mark.staffId,
      complaintId,
      at: unit.now,
    })),
  )
}

async function settlerOf(unit: Unit, complaintId: number): Promise<string | null> {
  const [row] = await unit.sql.query<{ staffId: string | null }>(
    `SELECT "staffId" FROM complaint_mark WHERE "complaintId" = ? AND kind = 'settled' ORDER BY id DESC LIMIT 1`,
    complaintId,
  )
  return row?.staffId ?? null
}
