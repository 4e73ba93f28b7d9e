import { membersOf } from '../customers/joining.ts'
import type { Feature } from '../engine/feature.ts'
import type { Unit } from '../engine/unit.ts'
import { lockAccounts } from '../points/exports.ts'

/** The customers that these are now, locked until the unit ends; in the order given. */
async function present(unit: Unit, ids: readonly string[]): Promise<string[]> {
  const rows = await lockAccounts(unit, [...new Set(ids)])
  const moved = new Map(rows.map((row) => [row.customerId, row.movedTo]))
  const roots = ids.map((id) => moved.get(id) ?? id)
  return roots.every((root, index) => root === ids[index]) ? roots : present(unit, roots)
}

/**
 * Makes the second customer part of the first, with all that he has, in every feature. Gives who they are then, or
 * undefined when they are one already.
 */
export async function joinCustomers(
  unit: Unit,
  features: readonly Feature[],
  first: string,
  second: string,
): Promise<{ into: string; from: string } | undefined> {
  const [into = first, from = second] = await present(unit, [first, second])
  if (into === from) return undefined
  for (const { joining } of features) await joining?.join(unit, into, from)
  return { into, from }
}

/** Undoes that: `alone` is a customer of his own again, with all that came with him. */
export async function partCustomers(unit: Unit, features: readonly Feature[], alone: string): Promise<boolean> {
  const [whole = alone] = await present(unit, [alone])
  if (whole === alone) return false
  const members = await membersOf(unit, alone)
  for (const { joining } of features) await joining?.part(unit, whole, alone, members)
  return true
}
