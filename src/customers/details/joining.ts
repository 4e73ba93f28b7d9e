import { type Joining, joiningRows } from '../../engine/joining.ts'

const tags = joiningRows('customer_tag')
const fields = joiningRows('customer_field')

/** One customer has the tags and fields of both; class and birthday are his own, or the other's where he has none. */
export const detailsJoining: Joining = {
  async join(unit, into, from) {
    await tags.join(unit, into, from)
    await fields.join(unit, into, from)
    await unit.sql.execute(
      `UPDATE customer SET class = coalesce(customer.class, other.class),
         birthday = coalesce(customer.birthday, other.birthday),
         "birthYear" = CASE WHEN customer.birthday IS NULL THEN other."birthYear" ELSE customer."birthYear" END
       FROM customer AS other WHERE customer.id = ? AND other.id = ?`,
      into,
      from,
    )
  },
  async part(unit, whole, alone, members) {
    await tags.part(unit, whole, alone, members)
    await fields.part(unit, whole, alone, members)
  },
}
