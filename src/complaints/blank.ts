import type { Unit } from '../engine/unit.ts'
import { eraseFiles } from '../files/exports.ts'

/**
 * Nothing is left here of what was written in these complaints, by either side, nor of their files. That they were, what kind and
 * how they went stays for the reports; what staff have before them on a platform is left to its own rules.
 */
export async function blankComplaints(unit: Unit, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  const among = unit.sql.among('bigint')
  const files = await unit.sql.query<{ file: string }>(
    `SELECT DISTINCT file FROM complaint_file WHERE "complaintId" ${among}`,
    ids,
  )
  await eraseFiles(
    unit,
    files.map(({ file }) => file),
  )
  await unit.sql.execute(`DELETE FROM complaint_file WHERE "complaintId" ${among}`, ids)
  await unit.sql.execute(`DELETE FROM complaint_line WHERE "complaintId" ${among}`, ids)
  await unit.sql.execute(`UPDATE complaint SET text = '', blanked = ? WHERE id ${among}`, unit.now, ids)
}
