import { buttons, type Turn } from '../../engine/turn.ts'
import { type Locale, text } from '../../language/text.ts'
import type { Program } from '../../program/program.ts'
import { type Callback, callNumber } from '../rules/callback.ts'
import { showPhone } from '../rules/phone.ts'
import { timeIn, zoneFor } from '../show/words.ts'

/** What a customer is told of a call that is agreed, in his language and by the clock of that zone. */
export function bookedWords(
  { at, how, phone, id }: Callback,
  { key, locale, zone, program, now }: { key: string; locale: Locale; zone: string; program: Program; now: Date },
): string {
  return text(locale, key, {
    number: callNumber(id),
    time: at === null ? '' : timeIn(at, locale, zone, program, now),
    how,
    phone: phone === null ? '' : showPhone(phone),
  })
}

/** Lets a customer move or cancel a call. */
export function bookedButtons(id: number, locale: Locale) {
  return buttons(
    { label: text(locale, 'callback.move'), press: `callback.days:${id}:0` },
    { label: text(locale, 'callback.cancel'), press: `callback.cancel:${id}` },
  )
}

/** Tells whoever asked what is agreed. */
export async function sayBooked(turn: Turn, program: Program, callback: Callback, key: string): Promise<void> {
  const zone = await zoneFor(turn.unit, program, callback.customerId)
  const words = bookedWords(callback, { key, locale: turn.locale, zone, program, now: turn.now })
  const { state, id } = callback
  turn.say({ text: words, ...(state !== 'claimed' && { parts: [bookedButtons(id, turn.locale)] }) })
}
