import { membersOf } from '../customers/joining.ts'
import type { Unit } from '../engine/unit.ts'

/**
 * A customer is forgotten: nobody knows any more on which platforms he was one, nor whom he was asked about. What became one
 * stays one.
 */
export async function eraseLinks(unit: Unit, customerId: string): Promise<void> {
  const members = await membersOf(unit, customerId)
  const among = unit.sql.among('text')
  const gone = await unit.sql.query<{ id: string; customerId: string }>(
    `DELETE FROM link WHERE "customerId" ${among} OR "otherId" ${among} RETURNING id, "customerId"`,
    members,
    members,
  )
  // Who made the code was asked whether this one is he, by name.
  for (const { id, customerId: asked } of gone)
    await unit.sql.execute(
      `UPDATE delivery SET message = '' WHERE "customerId" = ? AND state NOT IN ('queued', 'sending') AND message LIKE ?`,
      asked,
      `%"link:${id}:yes"%`,
    )
  for (const secret of ['link', 'referral'])
    await unit.sql.execute(
      `DELETE FROM attempt WHERE name IN (SELECT ? || platform || ':' || person FROM identity WHERE "customerId" = ?)`,
      `${secret} `,
      customerId,
    )
}
