import type { Part } from '../../chat.ts'
import {
  type Card,
  deskSeat,
  managerSeats,
  openDesks,
  redrawAll,
  type Seat,
  sayUnder,
  showAt,
  teamSeats,
} from '../../desks/exports.ts'
import type { Unit } from '../../engine/unit.ts'
import { type Locale, text } from '../../language/text.ts'
import type { Program } from '../../program/program.ts'
import { aboutCall, toldName } from '../names.ts'
import { type Callback, callNumber } from '../rules/callback.ts'
import { drawCallCard } from './card.ts'
import { callFacts } from './facts.ts'

async function cardOf(unit: Unit, program: Program, callback: Callback): Promise<Card & { title: string }> {
  const facts = await callFacts(unit, program, callback)
  return {
    about: aboutCall(callback.id),
    cause: 'callback.card',
    title: `${callNumber(callback.id)} ${facts.name}`,
    draw: (locale) => drawCallCard(facts, program, locale, unit.now),
  }
}

/** Gives the seats at which it was shown before. */
async function seatCall(unit: Unit, program: Program, callback: Callback, seats: readonly Seat[]): Promise<Seat[]> {
  const { title, ...card } = await cardOf(unit, program, callback)
  const known: Seat[] = []
  for (const seat of seats) if (!(await showAt(unit, card, title, seat))) known.push(seat)
  return known
}

/**
 * Shows a call at every desk, or to the team directly when there is none. Where it was shown for an earlier time it is
 * said under its card, for a card that changes is not noticed.
 */
export async function seatEverywhere(unit: Unit, program: Program, callback: Callback): Promise<void> {
  const desks = (await unit.ask(openDesks, 'all')).map(deskSeat)
  const seats = await seatCall(unit, program, callback, desks.length > 0 ? desks : await teamSeats(unit))
  if (seats.length === 0) return
  const number = callNumber(callback.id)
  await sayUnder(unit, aboutCall(callback.id), {
    cause: 'callback.remark',
    seats,
    compose: (locale) => ({ text: text(locale, 'call.due', { number }) }),
  })
}

/** Shows a call to the managers directly. */
export async function callManagers(unit: Unit, program: Program, callback: Callback): Promise<void> {
  await seatCall(unit, program, callback, await managerSeats(unit))
}

/** Draws the card of a call anew wherever it is shown. */
export const redrawCall = (unit: Unit, program: Program, callback: Callback): Promise<void> =>
  redrawAll(unit, aboutCall(callback.id), () => cardOf(unit, program, callback))

/** Says something under the card, wherever the call is shown. */
export const remarkCall = (
  unit: Unit,
  id: number,
  compose: (locale: Locale) => { text: string; parts?: Part[] },
): Promise<void> => sayUnder(unit, aboutCall(id), { cause: 'callback.remark', compose })

/** Shows under the card what the customer said, so that it can be taken away again; `said` tells one from another. */
export const showTold = (
  unit: Unit,
  id: number,
  said: string,
  compose: (locale: Locale) => { text: string; parts: Part[] },
): Promise<void> =>
  sayUnder(unit, aboutCall(id), { cause: 'callback.remark', name: (seat) => toldName(id, seat, said), compose })
