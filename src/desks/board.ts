import type { Saying } from '../engine/making.ts'
import { openThread, say } from '../engine/outbox.ts'
import type { Unit } from '../engine/unit.ts'
import type { Locale } from '../language/text.ts'
import { cardName, seatsOf, takeSeat } from './cards.ts'
import type { Seat } from './seats.ts'

/** Something that staff are shown as a card: what it is about, for what its deliveries are, and how it is drawn. */
export type Card = { about: string; cause: string; draw(locale: Locale): Saying }

/** Shows it at a seat, with a thread of that title under it. Once for each seat: gives false when it is there already. */
export async function showAt(unit: Unit, { about, cause, draw }: Card, title: string, seat: Seat): Promise<boolean> {
  if (!(await takeSeat(unit, about, seat))) return false
  const name = cardName(about, seat.seat)
  say(unit, { to: seat.address, message: draw(seat.locale), name, lane: 'alert', cause })
  openThread(unit, { name, place: seat.address.place, lane: 'alert', cause }, title)
  return true
}

/** Draws it anew wherever it is shown; `make` is asked only when it is shown at all. */
export async function redrawAll(unit: Unit, about: string, make: () => Promise<Card>): Promise<void> {
  const seats = await unit.ask(seatsOf, about)
  if (seats.length === 0) return
  const { cause, draw } = await make()
  for (const { seat, address, locale } of seats)
    say(unit, { to: address, message: draw(locale), name: cardName(about, seat), lane: 'alert', cause })
}

/** Says something under the card at those seats, or wherever it is shown; under a name that can be changed later. */
export async function sayUnder(
  unit: Unit,
  about: string,
  {
    cause,
    seats,
    name,
    compose,
  }: {
    cause: string
    seats?: readonly Seat[]
    name?(seat: string): string
    compose(locale: Locale): Saying
  },
): Promise<void> {
  for (const { seat, address, locale } of seats ?? (await unit.ask(seatsOf, about)))
    say(unit, {
      to: address,
      message: compose(locale),
      ...(name && { name: name(seat) }),
      under: cardName(about, seat),
      lane: 'alert',
      cause,
    })
}
