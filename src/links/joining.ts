import { membersOf } from '../customers/joining.ts'
import type { Feature } from '../engine/feature.ts'
import type { Unit } from '../engine/unit.ts'
import { lockPresent } from '../points/exports.ts'

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
  const [into = first, from = second] = await lockPresent(unit, [first, second])
  if (into === from) return undefined
  for (const { joining } of features) await joining?.join(unit, into, from)
  return { into, from }
}

/** Undoes that: `alone` is a customer of his own again, with all that came with him. */
export async function partCustomers(unit: Unit, features: readonly Feature[], alone: string): Promise<boolean> {
  const [whole = alone] = await lockPresent(unit, [alone])
  if (whole === alone) return false
  const members = await membersOf(unit, alone)
  for (const { joining } of features) await joining?.part(unit, whole, alone, members)
  return true
}
