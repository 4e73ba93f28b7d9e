import type { Unit } from '../engine/unit.ts'

/** How long after it somebody who was erased is looked at once more, in milliseconds: whatever was under way then is over. */
const laterMs = 10 * 60_000

/** Has the customer looked at once more, for what came in while he was erased. */
export async function lookAgain(unit: Unit, customerId: string): Promise<void> {
  await unit.sql.execute(
    'INSERT INTO erasure ("customerId", due) VALUES (?, ?) ON CONFLICT DO NOTHING',
    customerId,
    new Date(unit.now.getTime() + laterMs),
  )
}

export function dueErasures(unit: Unit, after: string, most: number): Promise<{ customerId: string }[]> {
  return unit.sql.query(
    'SELECT "customerId" FROM erasure WHERE due <= ? AND "customerId" > ? ORDER BY "customerId" LIMIT ?',
    unit.now,
    after,
    most,
  )
}

export async function endErasure(unit: Unit, customerId: string): Promise<void> {
  await unit.sql.execute('DELETE FROM erasure WHERE "customerId" = ?', customerId)
}
