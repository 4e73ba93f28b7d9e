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
  const people = await unit.sql.query<{ platform: string; person: string; channel: string | null }>(
    'SELECT platform, person, channel FROM identity WHERE "customerId" = ?',
    customerId,
  )
  const conversations = people.flatMap(({ platform, person, channel }) => [
    `${platform} ${person}`,
    `${platform} ${channel ?? person}`,
  ])
  if (conversations.length > 0)
    await unit.sql.execute(`DELETE FROM post WHERE platform || ' ' || channel ${unit.sql.among('text')}`, conversations)
  await drop(unit, customerId)
  await unit.sql.execute(
    `UPDATE delivery SET message = '', channel = '', thread = NULL, place = '', "only" = NULL, replaces = NULL, name = NULL,
       under = NULL, "sentPlace" = NULL, "sentId" = NULL
     WHERE "customerId" ${unit.sql.among('text')} AND state NOT IN ('queued', 'sending')`,
    await membersOf(unit, customerId),
  )
  unit.append(takenBack, customerId)
}

/** That of a campaign is the campaign's to take back. */
async function drop(unit: Unit, customerId: string): Promise<void> {
  await unit.sql.execute(
    `DELETE FROM delivery WHERE "customerId" ${unit.sql.among('text')} AND state = 'queued' AND recipient IS NULL AND cause <> ?`,
    await membersOf(unit, customerId),
    goodbyeCause,
  )
}
