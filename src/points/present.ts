import type { Unit } from '../engine/unit.ts'
import { lockAccounts } from './posting.ts'

/** The customers that these are now, their accounts locked until the unit ends; in the order given. */
export async function lockPresent(unit: Unit, ids: readonly string[]): Promise<string[]> {
  const rows = await lockAccounts(unit, [...new Set(ids)])
  const moved = new Map(rows.map((row) => [row.customerId, row.movedTo]))
  const roots = ids.map((id) => moved.get(id) ?? id)
  return roots.every((root, index) => root === ids[index]) ? roots : lockPresent(unit, roots)
}
