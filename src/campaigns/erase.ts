import type { Unit } from '../engine/unit.ts'
import { countEach } from './store.ts'

/** A customer is forgotten: no campaign goes to him any more. What was sent to him stays counted. */
export async function eraseRecipients(unit: Unit, customerId: string): Promise<void> {
  await unit.sql.execute(
    `DELETE FROM delivery WHERE state = 'queued' AND recipient IN (
       SELECT id FROM campaign_recipient WHERE "customerId" = ? AND state = 'queued')`,
    customerId,
  )
  const skipped = await unit.sql.query<{ campaignId: number }>(
    `UPDATE campaign_recipient SET state = 'skipped', why = 'gone', counts = NULL WHERE "customerId" = ? AND (
       state = 'waiting' OR (state = 'queued' AND NOT EXISTS (
         SELECT 1 FROM delivery d WHERE d.recipient = campaign_recipient.id)))
     RETURNING "campaignId"`,
    customerId,
  )
  await countEach(
    unit,
    skipped.map(({ campaignId }) => ({ campaignId, state: 'skipped' as const })),
  )
}
