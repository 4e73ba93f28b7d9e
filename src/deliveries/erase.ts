import { membersOf } from '../customers/joining.ts'
import type { Append, Unit } from '../engine/unit.ts'

/** What is said when somebody is erased: the last that goes to him. */
export const goodbyeCause = 'privacy.erased'

/** Messages that a unit says are written when it ends; those to somebody whom it erases are taken out again after that. */
const last: Append<string> = {
  name: 'taken back from the erased, at last',
  write: async (unit, ids) => {
    for (const id of ids) await drop(unit, id)
  },
}
const takenBack: Append<string> = {
  name: 'taken back from the erased',
  write: async (unit, ids) => unit.append(last, ...ids),
}

/**
 * A customer is forgotten: what waits for him goes nowhere, but for the goodbye; of what was said before it stays known that it
 * was, and what for, and not to whom or where.
 */
export async function eraseDeliveries(unit: Unit, customerId: string): Promise<void> {
  const members = await membersOf(unit, customerId)
  await unit.sql.execute(
    `DELETE FROM post WHERE name IN (
       SELECT name FROM delivery WHERE "customerId" ${unit.sql.among('text')} AND name IS NOT NULL)`,
    members,
  )
  await leaveConversations(unit, customerId)
  await drop(unit, customerId)
  await unit.sql.execute(
    `UPDATE delivery SET message = '', channel = '', thread = NULL, place = '', "only" = NULL, replaces = NULL, name = NULL,
       under = NULL, "sentPlace" = NULL, "sentId" = NULL
     WHERE "customerId" ${unit.sql.among('text')} AND state NOT IN ('queued', 'sending')`,
    members,
  )
  unit.append(takenBack, customerId)
}

/** What one of the staff was shown directly: no customer is named with it, so that all posts are looked through. */
async function leaveConversations(unit: Unit, customerId: string): Promise<void> {
  const people = await unit.sql.query<{ platform: string; person: string; channel: string | null }>(
    `SELECT platform, person, channel FROM identity WHERE "customerId" = ? AND EXISTS (
       SELECT 1 FROM role r WHERE r."customerId" = identity."customerId")`,
    customerId,
  )
  for (const { platform, person, channel } of people)
    await unit.sql.execute(
      'DELETE FROM post WHERE platform = ? AND (channel = ? OR channel = ?)',
      platform,
      person,
      channel ?? person,
    )
}

/** That of a campaign is the campaign's to take back. */
async function drop(unit: Unit, customerId: string): Promise<void> {
  await unit.sql.execute(
    `DELETE FROM delivery WHERE "customerId" ${unit.sql.among('text')} AND state = 'queued' AND recipient IS NULL AND cause <> ?`,
    await membersOf(unit, customerId),
    goodbyeCause,
  )
}
