import type { Unit } from '../engine/unit.ts'

/** What these calls were about, and what came of them in words, is gone. That they were, and how they went, stays for the reports. */
export async function blankCalls(unit: Unit, ids: readonly number[]): Promise<void> {
  await unit.sql.execute(
    `UPDATE callback SET reason = '', note = NULL, phone = NULL, blanked = ? WHERE id ${unit.sql.among('bigint')}`,
    unit.now,
    ids,
  )
}
