import type { StoredFile } from '../chat.ts'
import type { Unit } from '../engine/unit.ts'
import { keptFile } from '../files/exports.ts'

/** The files that a customer has sent and that are kept, in the order in which they came. */
export async function sendable(unit: Unit, customerId: string): Promise<StoredFile[]> {
  const rows = await unit.sql.query<{ id: string }>(
    `SELECT id FROM file WHERE "customerId" = ? AND state = 'kept' ORDER BY id`,
    customerId,
  )
  const files = await Promise.all(rows.map(({ id }) => keptFile(unit, id)))
  return files.filter((file) => file !== undefined)
}
