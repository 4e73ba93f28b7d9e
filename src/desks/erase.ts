import type { Unit } from '../engine/unit.ts'
import { openDesks } from './store.ts'

/** One of the staff is forgotten: what arrived with him directly arrives there no more. */
export async function eraseSeats(unit: Unit, customerId: string): Promise<void> {
  const [role] = await unit.sql.query('SELECT role FROM role WHERE "customerId" = ?', customerId)
  if (!role) return
  await unit.sql.execute(`DELETE FROM desk_card WHERE seat = ?`, `staff:${customerId}`)
  const own = await unit.sql.query<{ id: number }>(
    `SELECT d.id FROM desk d JOIN identity i ON i.platform = d.platform AND i.person = d.person WHERE i."customerId" = ?`,
    customerId,
  )
  for (const { id } of own) {
    await unit.sql.execute(`DELETE FROM desk_card WHERE seat = ?`, `desk:${id}`)
    await unit.sql.execute(
      `UPDATE desk SET closed = coalesce(closed, ?), person = NULL, channel = ? WHERE id = ?`,
      unit.now,
      `erased ${id}`,
      id,
    )
  }
  unit.forget(openDesks, 'all')
}
