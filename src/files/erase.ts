import type { Database } from '../database/database.ts'
import type { Unit } from '../engine/unit.ts'

/** Wakes whoever takes the bytes of erased files away. */
export const erasedFilesTopic = 'erased_files'

/** Nobody but the customer it came from could tell what it was: what is left is the id, until its bytes are gone, too. */
const blank = `state = 'erased', remote = '', name = '', media = '', size = NULL, digest = NULL, reason = NULL, happening = '',
  person = '', channel = '', thread = NULL, "customerId" = '', "ownerId" = '', told = TRUE,
  due = CASE WHEN state = 'waiting' THEN due ELSE ? END`

/** Those files are to be as if they had never been sent; their bytes go a moment after this is committed. */
export async function eraseFiles(unit: Unit, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await unit.sql.execute(
    `UPDATE file SET ${blank} WHERE state <> 'erased' AND id ${unit.sql.among('text')}`,
    unit.now,
    ids,
  )
  unit.notify(erasedFilesTopic)
}

/**
 * The same for all that a customer has sent; but what one of the staff sent to another customer is that one's, and stays, without
 * where it came from.
 */
export async function eraseFilesOf(unit: Unit, customerId: string): Promise<void> {
  const erased = await unit.sql.execute(
    `UPDATE file SET ${blank} WHERE "customerId" = ? AND NOT EXISTS (SELECT 1 FROM complaint_file k
       JOIN complaint c ON c.id = k."complaintId" WHERE k.file = file.id AND c."customerId" <> ?)`,
    unit.now,
    customerId,
    customerId,
  )
  if (erased > 0) unit.notify(erasedFilesTopic)
  await unit.sql.execute(
    `UPDATE file SET remote = '', happening = '', person = '', channel = '', thread = NULL
     WHERE "customerId" = ? AND state = 'kept'`,
    customerId,
  )
}

/**
 * Erased files whose bytes can go, the oldest first: one that was being fetched just then is left alone until its time to be
 * fetched is over.
 */
export async function erasedFiles(database: Database, now: Date, most: number): Promise<string[]> {
  const rows = await database.query<{ id: string }>(
    `SELECT id FROM file WHERE state = 'erased' AND due <= ? ORDER BY due, id LIMIT ?`,
    now,
    most,
  )
  return rows.map(({ id }) => id)
}

/** Nothing at all is known of these any more. */
export async function dropErased(database: Database, ids: readonly string[]): Promise<void> {
  await database.execute(`DELETE FROM file WHERE state = 'erased' AND id ${database.among('text')}`, ids)
}
