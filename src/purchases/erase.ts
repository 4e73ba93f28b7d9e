import type { Unit } from '../engine/unit.ts'

/**
 * A customer is forgotten: what was bought, when and for how much stays for the books; by what it could be found in the shop's
 * own papers, and what it was, does not.
 */
export async function erasePurchases(unit: Unit, customerId: string): Promise<void> {
  await unit.sql.execute(
    `UPDATE refund SET reference = id WHERE "purchaseId" IN (SELECT id FROM purchase WHERE "customerId" = ?)`,
    customerId,
  )
  await unit.sql.execute(
    `UPDATE purchase SET source = 'erased', reference = id, items = NULL, digest = '' WHERE "customerId" = ?`,
    customerId,
  )
}
