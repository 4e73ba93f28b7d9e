import type { Joining } from '../engine/joining.ts'
import type { Unit } from '../engine/unit.ts'
import { highest, type Role } from './rules.ts'
import { setRole } from './store.ts'

/**
 * One customer has the higher role of both. The other's own role stays on record, idle while he is part of the
 * first, and is his again when they part.
 */
export const staffJoining: Joining = {
  async join(unit, into, from) {
    const [before, other] = [await roleOf(unit, into), await roleOf(unit, from)]
    if (highest(before, other) !== before) await setRole(unit, into, other, `link ${from} ${before}`)
  },
  async part(unit, whole, alone) {
    const [row] = await unit.sql.query<{ grantedBy: string }>(
      'SELECT "grantedBy" FROM role WHERE "customerId" = ?',
      whole,
    )
    const [by, from, before] = row?.grantedBy.split(' ') ?? []
    if (by === 'link' && from === alone) await setRole(unit, whole, before as Role, 'unlink')
  },
}

async function roleOf(unit: Unit, customerId: string): Promise<Role> {
  const [row] = await unit.sql.query<{ role: Role }>('SELECT role FROM role WHERE "customerId" = ?', customerId)
  return row?.role ?? 'customer'
}
