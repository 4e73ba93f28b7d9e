import { addressAt, firstReachOf } from '../customers/reach.ts'
import type { Unit } from '../engine/unit.ts'
import { holdersOf } from '../staff/exports.ts'
import type { Seat } from './seats.ts'

/** Those of the staff who can be reached directly, as seats. */
export async function directSeats(unit: Unit, ids: readonly string[]): Promise<Seat[]> {
  const reaches = await Promise.all([...new Set(ids)].map((id) => unit.ask(firstReachOf, id)))
  return reaches.flatMap((reach) =>
    reach ? [{ seat: `staff:${reach.customerId}`, address: addressAt(reach), locale: reach.locale }] : [],
  )
}

/** Managers and owners, as far as they can be reached. */
export async function managerSeats(unit: Unit): Promise<Seat[]> {
  return directSeats(unit, [...(await holdersOf(unit, 'manager')), ...(await holdersOf(unit, 'owner'))])
}

/** Most of the team who are shown a complaint directly where there is no desk. */
const mostOfTeam = 10

/** The whole team, as far as they can be reached: managers first, since nobody else may be left out. */
export async function teamSeats(unit: Unit): Promise<Seat[]> {
  const managers = await managerSeats(unit)
  const staff = await directSeats(unit, await holdersOf(unit, 'staff'))
  return [...managers, ...staff.slice(0, Math.max(0, mostOfTeam - managers.length))]
}
