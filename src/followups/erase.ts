import type { Unit } from '../engine/unit.ts'

/** A customer is forgotten: nothing more is asked, and what he suggested is gone; what he answered stays counted. */
export async function eraseFollowUps(unit: Unit, customerId: string): Promise<void> {
  await unit.sql.execute(
    `UPDATE follow_up SET state = 'skipped', why = 'gone', ended = ? WHERE "customerId" = ? AND state IN ('waiting', 'asked')`,
    unit.now,
    customerId,
  )
  await unit.sql.execute('UPDATE follow_up SET suggestion = NULL, listening = NULL WHERE "customerId" = ?', customerId)
}
