import type { Unit } from '../../engine/unit.ts'

/**
 * A customer is forgotten: his links lead nowhere, what he pressed and answered is gone, and he is in no figure of what campaigns
 * brought. That he was in an audience, and what was sent, stays counted.
 */
export async function forget(unit: Unit, customerId: string): Promise<void> {
  await unit.sql.execute(
    `DELETE FROM campaign_press WHERE recipient IN (SELECT id FROM campaign_recipient WHERE "customerId" = ?)`,
    customerId,
  )
  await unit.sql.execute(
    'UPDATE campaign_recipient SET answer = NULL, answered = NULL, forgotten = ? WHERE "customerId" = ?',
    unit.now,
    customerId,
  )
  await unit.sql.execute('DELETE FROM campaign_report WHERE "askedBy" = ?', customerId)
}
