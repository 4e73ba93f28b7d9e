import { type Joining, joiningRows } from '../engine/joining.ts'
import type { Unit } from '../engine/unit.ts'

const identities = joiningRows('identity')

/** One customer gets the identities of both; whoever asked not to hear of purchases, or of anything, is heard. */
export const customersJoining: Joining = {
  async join(unit, into, from) {
    await identities.join(unit, into, from)
    await unit.sql.execute('UPDATE customer SET "partOf" = ? WHERE id = ?', into, from)
    await unit.sql.execute(
      `UPDATE customer SET notices = (customer.notices AND other.notices), name = coalesce(customer.name, other.name),
         stopped = coalesce(customer.stopped, other.stopped)
       FROM customer AS other WHERE customer.id = ? AND other.id = ?`,
      into,
      from,
    )
  },
  async part(unit, whole, alone, members) {
    await identities.part(unit, whole, alone, members)
    await unit.sql.execute('UPDATE customer SET "partOf" = NULL WHERE id = ?', alone)
  },
}

/** That customer, and all that have become part of him. */
export async function membersOf(unit: Unit, id: string): Promise<string[]> {
  const rows = await unit.sql.query<{ id: string }>(
    `WITH RECURSIVE member (id) AS (
       SELECT id FROM customer WHERE id = ? UNION SELECT c.id FROM customer c JOIN member m ON c."partOf" = m.id)
     SELECT id FROM member`,
    id,
  )
  return rows.map((row) => row.id)
}
