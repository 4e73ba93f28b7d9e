import { type Joining, joiningRows } from '../engine/joining.ts'
import type { Unit } from '../engine/unit.ts'

const recipients = joiningRows('campaign_recipient')

/**
 * Recipients go with their customer, and so does what waits for them in the outbox: whether it may leave is asked of the customer who
 * is named there.
 */
export const campaignsJoining: Joining = {
  async join(unit, into, from) {
    await recipients.join(unit, into, from)
    await rename(unit, into)
  },
  async part(unit, whole, alone, members) {
    await recipients.part(unit, whole, alone, members)
    await rename(unit, alone)
  },
}

async function rename(unit: Unit, customerId: string): Promise<void> {
  await unit.sql.execute(
    `UPDATE delivery SET "customerId" = ? WHERE state = 'queued' AND recipient IN (
       SELECT id FROM campaign_recipient WHERE "customerId" = ? AND state = 'queued')`,
    customerId,
    customerId,
  )
}
