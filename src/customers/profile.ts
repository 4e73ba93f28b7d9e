import type { Ask } from '../engine/unit.ts'
import type { Role } from '../staff/rules.ts'

/** A person behind a customer on one platform. `seen` is null for one who never wrote to us. */
type ProfileIdentity = {
  platform: string
  person: string
  name: string | null
  seen: Date | null
  unreachable: Date | null
}

/** A customer with everything known about who he is. */
export type Profile = {
  id: string
  name: string | null
  locale: string
  card: string
  notices: boolean
  created: Date
  role: Role
  identities: ProfileIdentity[]
}

type CustomerRow = Omit<Profile, 'role' | 'identities'> & { role: Role | null }

/** By our own id of the customer. */
export const profileOf: Ask<string, Profile | undefined> = {
  name: 'profile',
  async answer(unit, ids) {
    const customers = await unit.sql.query<CustomerRow>(
      `SELECT c.id, c.name, c.locale, c.card, c.notices, c.created, r.role
       FROM customer c LEFT JOIN role r ON r."customerId" = c.id WHERE c.id ${unit.sql.among('text')}`,
      ids,
    )
    const identities = await unit.sql.query<ProfileIdentity & { customerId: string }>(
      `SELECT "customerId", platform, person, name, seen, unreachable FROM identity
       WHERE "customerId" ${unit.sql.among('text')} ORDER BY created, platform, person`,
      ids,
    )
    const theirs = Map.groupBy(identities, (row) => row.customerId)
    const found = new Map(
      customers.map((row): [string, Profile] => [
        row.id,
        {
          ...row,
          role: row.role ?? 'customer',
          identities: (theirs.get(row.id) ?? []).map(({ customerId: _, ...identity }) => identity),
        },
      ]),
    )
    return ids.map((id) => found.get(id))
  },
}
