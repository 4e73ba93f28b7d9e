import type { Unit } from '../engine/unit.ts'
import { newCard } from './card.ts'
import { forgetContact } from './contact.ts'
import { isErased } from './erased.ts'
import { membersOf } from './joining.ts'
import { customerName } from './name.ts'
import { profileOf } from './profile.ts'
import { forgetReplaced } from './replaced.ts'

/**
 * Begins to forget a customer, and all who became part of him: from here on he is called by a new code that nobody has. The
 * platforms on which he is still stand there, for what else has to be found by them. Gives false when that was done before.
 */
export async function blankCustomer(unit: Unit, customerId: string): Promise<boolean> {
  const [found] = await unit.sql.query<{ id: string }>(
    `SELECT id FROM customer WHERE id = ? AND erased IS NULL ${unit.dialect === 'postgresql' ? 'FOR UPDATE' : ''}`,
    customerId,
  )
  if (!found) return false
  for (const id of await membersOf(unit, customerId)) {
    await unit.sql.execute(
      `UPDATE customer SET name = NULL, card = ?, "timeZone" = NULL, class = NULL, birthday = NULL, "birthYear" = NULL,
         notices = FALSE, stopped = ?, platform = NULL, seen = NULL,
         consent = NULL, "consentAt" = NULL, "consentVia" = NULL, "consentAsked" = NULL WHERE id = ?`,
      newCard(),
      unit.now,
      id,
    )
    await forgetReplaced(unit, id)
    unit.forget(customerName, id)
    unit.forget(profileOf, id)
  }
  return true
}

/** Ends it: nobody is that customer any more, and whoever writes from where he was is a new one. */
export async function leaveCustomer(unit: Unit, customerId: string): Promise<void> {
  const people = await unit.sql.query<{ platform: string; person: string }>(
    'DELETE FROM identity WHERE "customerId" = ? RETURNING platform, person',
    customerId,
  )
  for (const { platform, person } of people) forgetContact(unit, { platform, id: person })
  await unit.sql.execute(
    `UPDATE customer SET erased = ? WHERE id ${unit.sql.among('text')}`,
    unit.now,
    await membersOf(unit, customerId),
  )
  unit.forget(isErased, customerId)
}
