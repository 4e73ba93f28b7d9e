import type { Unit } from '../engine/unit.ts'
import { lockedRoles } from './store.ts'

/** Whether somebody is the only owner: then he cannot go. Those who could dismiss each other at once are locked. */
export async function isLastOwner(unit: Unit, customerId: string): Promise<boolean> {
  const held = await lockedRoles(unit, [customerId])
  return held.get(customerId) === 'owner' && [...held.values()].filter((role) => role === 'owner').length <= 1
}

/** One of the staff is forgotten: he may do nothing more. */
export async function eraseRole(unit: Unit, customerId: string): Promise<void> {
  await unit.sql.execute(
    `DELETE FROM role WHERE "customerId" = ? OR "customerId" IN (SELECT id FROM customer WHERE "partOf" = ?)`,
    customerId,
    customerId,
  )
}
