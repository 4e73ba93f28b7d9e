import type { Unit } from '../engine/unit.ts'

/** A delivery that did not succeed, for staff. */
export type Troubled = { id: number; state: 'failed' | 'unknown'; trouble: string | null; created: Date }

/** What could not be delivered to a customer, or perhaps was not; the newest first. */
export function troubledDeliveries(unit: Unit, customerId: string, most: number): Promise<Troubled[]> {
  return unit.sql.query<Troubled>(
    `SELECT id, state, trouble, created FROM delivery WHERE "customerId" = ? AND state IN ('failed', 'unknown')
     ORDER BY id DESC LIMIT ?`,
    customerId,
    most,
  )
}
