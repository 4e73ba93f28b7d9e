import type { Part } from '../../chat.ts'
import { deskSeat, managerSeats, openDesks, type Seat, teamSeats } from '../../desks/exports.ts'
import { openThread, say } from '../../engine/outbox.ts'
import type { Unit } from '../../engine/unit.ts'
import type { Locale } from '../../language/text.ts'
import type { Program } from '../../program/program.ts'
import { type Callback, callNumber } from '../rules/callback.ts'
import { callCardName, callSeatsOf, takeCallSeat } from '../seats.ts'
import { drawCallCard } from './card.ts'
import { callFacts } from './facts.ts'

const card = { lane: 'alert', cause: 'callback.card' } as const

/** Shows a call at a seat, once for each. */
async function seatCall(unit: Unit, program: Program, callback: Callback, seat: Seat): Promise<void> {
  if (!(await takeCallSeat(unit, callback.id, seat))) return
  const facts = await callFacts(unit, program, callback)
  const name = callCardName(callback.id, seat.seat)
  say(unit, { to: seat.address, message: drawCallCard(facts, program, seat.locale, unit.now), name, ...card })
  openThread(unit, { name, place: seat.address.place, ...card }, `${callNumber(callback.id)} ${facts.name}`)
}

/** Shows a call at every desk, or to the team directly when there is none. */
export async function seatEverywhere(unit: Unit, program: Program, callback: Callback): Promise<void> {
  const desks = (await unit.ask(openDesks, 'all')).map(deskSeat)
  for (const seat of desks.length > 0 ? desks : await teamSeats(unit)) await seatCall(unit, program, callback, seat)
}

/** Shows a call to the managers directly. */
export async function callManagers(unit: Unit, program: Program, callback: Callback): Promise<void> {
  for (const seat of await managerSeats(unit)) await seatCall(unit, program, callback, seat)
}

/** Draws the card of a call anew wherever it is shown. */
export async function redrawCall(unit: Unit, program: Program, callback: Callback): Promise<void> {
  const seats = await unit.ask(callSeatsOf, callback.id)
  if (seats.length === 0) return
  const facts = await callFacts(unit, program, callback)
  for (const { seat, address, locale } of seats)
    say(unit, {
      to: address,
      message: drawCallCard(facts, program, locale, unit.now),
      name: callCardName(callback.id, seat),
      ...card,
    })
}

/** Says something under the card, wherever the call is shown. */
export async function remarkCall(
  unit: Unit,
  id: number,
  compose: (locale: Locale) => { text: string; parts?: Part[] },
): Promise<void> {
  for (const { seat, address, locale } of await unit.ask(callSeatsOf, id))
    say(unit, {
      to: address,
      message: compose(locale),
      under: callCardName(id, seat),
      lane: 'alert',
      cause: 'callback.remark',
    })
}
