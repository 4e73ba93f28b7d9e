import { table } from '../database/table.ts'
import type { Unit } from '../engine/unit.ts'
import type { Program } from '../program/program.ts'
import { bookable, cellMs, cellsOf, freeSlots, placeIn, type Taken } from './rules/slots.ts'

const cells = table('callback_cell', { cell: 'timestamp', nth: 'integer', callbackId: 'bigint' })

/** What is taken already from the one instant to the other; what that callback itself has counts as free. */
async function takenCells(unit: Unit, from: Date, to: Date, except: number): Promise<Taken> {
  const rows = await unit.sql.query<{ cell: Date; nth: number }>(
    'SELECT cell, nth FROM callback_cell WHERE cell >= ? AND cell < ? AND "callbackId" <> ?',
    new Date(from.getTime() - cellMs),
    to,
    except,
  )
  const taken = new Map<number, Set<number>>()
  for (const { cell, nth } of rows) {
    const known = taken.get(cell.getTime())
    if (known) known.add(nth)
    else taken.set(cell.getTime(), new Set([nth]))
  }
  return taken
}

/** When that callback can be, in order. */
export async function freeFor(unit: Unit, { callbacks }: Program, id: number): Promise<Date[]> {
  const { from, to } = bookable(unit.now, callbacks)
  const taken = await takenCells(unit, from, new Date(to.getTime() + callbacks.length), id)
  return freeSlots(unit.now, callbacks, taken)
}

/**
 * Takes that time for a callback, in place of what it had. Gives false when nobody is free then, and changes nothing.
 * That no time is taken twice the table itself makes sure of.
 */
export async function takeCells(unit: Unit, { callbacks }: Program, id: number, at: Date): Promise<boolean> {
  const end = new Date(at.getTime() + callbacks.length)
  const nth = placeIn(at, callbacks, await takenCells(unit, at, end, id))
  if (nth === undefined) return false
  await leaveCells(unit, id)
  await unit.sql.insert(
    cells,
    cellsOf(at, callbacks.length).map((cell) => ({ cell: new Date(cell), nth, callbackId: id })),
  )
  return true
}

/** The time of that callback is free again. */
export async function leaveCells(unit: Unit, id: number): Promise<void> {
  await unit.sql.execute('DELETE FROM callback_cell WHERE "callbackId" = ?', id)
}
