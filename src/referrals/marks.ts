import type { Append, Unit } from '../engine/unit.ts'

const soon = 'due = ?, marks = marks + 1'

/**
 * A sale of that customer, or a refund, was recorded: whoever brought him may be owed something now. Costs one statement a
 * unit, which finds nothing for customers whom nobody brought.
 */
export const markTrade: Append<string> = {
  name: 'referral trade',
  async write(unit, customers) {
    await unit.sql.execute(
      `UPDATE referral SET ${soon} WHERE "friendId" ${unit.sql.among('text')} AND frozen IS NULL`,
      unit.now,
      [...new Set(customers)],
    )
  },
}

/**
 * Who that customer is has changed, or is about to: all on which that bears is looked at. A ring through him is made of
 * those who brought him, by way of others.
 */
export async function markAround(unit: Unit, id: string): Promise<void> {
  await unit.sql.execute(
    `WITH RECURSIVE above (id) AS (
       SELECT CAST(? AS text) UNION SELECT r."referrerId" FROM referral r JOIN above a ON r."friendId" = a.id)
     UPDATE referral SET ${soon}
     WHERE frozen IS NULL AND ("friendId" IN (SELECT id FROM above) OR "referrerId" = ?)`,
    id,
    unit.now,
    id,
  )
}
