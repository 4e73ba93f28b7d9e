import { tell } from '../../customers/reach.ts'
import { buttons } from '../../engine/turn.ts'
import type { Unit } from '../../engine/unit.ts'
import { type Locale, text } from '../../language/text.ts'
import type { Program } from '../../program/program.ts'
import { bookedButtons, bookedWords } from '../flow/booked.ts'
import type { Callback } from '../rules/callback.ts'
import { zoneFor } from './words.ts'

const told = { lane: 'answer', cause: 'callback.told' } as const

/** Lets a customer choose another time for a call that did not come about. */
const againButton = (id: number, locale: Locale) =>
  buttons({ label: text(locale, 'callback.again'), press: `callback.again:${id}` })

/** Tells him who is there for him now, in the chat. */
export function tellClaimed(unit: Unit, { customerId }: Callback, staff: string) {
  return tell(unit, customerId, ({ locale }) => ({ text: text(locale, 'callback.here', { staff }) }), told)
}

/** Tells him of another time; `again`: because he was not there. */
export async function tellMoved(unit: Unit, program: Program, callback: Callback, why: 'moved' | 'again' = 'moved') {
  await tellTimed(unit, program, callback, `callback.${why === 'moved' ? 'moved' : 'tried'}`)
}

/** Reminds him of what is agreed. */
export async function tellReminder(unit: Unit, program: Program, callback: Callback): Promise<void> {
  await tellTimed(unit, program, callback, 'callback.reminder')
}

async function tellTimed(unit: Unit, program: Program, callback: Callback, key: string): Promise<void> {
  const zone = await zoneFor(unit, program, callback.customerId)
  await tell(
    unit,
    callback.customerId,
    ({ locale }) => ({
      text: bookedWords(callback, { key, locale, zone, program, now: unit.now }),
      parts: [bookedButtons(callback.id, locale)],
    }),
    told,
  )
}

/** Tells him that nobody reached him, and how he can have another call. */
export function tellUnreached(unit: Unit, { customerId, id }: Callback) {
  return tell(
    unit,
    customerId,
    ({ locale }) => ({ text: text(locale, 'callback.unreached'), parts: [againButton(id, locale)] }),
    told,
  )
}

/** Tells him that we did not call. */
export function tellMissed(unit: Unit, { customerId, id }: Callback) {
  return tell(
    unit,
    customerId,
    ({ locale }) => ({ text: text(locale, 'callback.missed'), parts: [againButton(id, locale)] }),
    told,
  )
}
