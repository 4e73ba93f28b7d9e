import { customerName } from '../customers/name.ts'
import { managerSeats } from '../desks/exports.ts'
import type { Saying } from '../engine/making.ts'
import { say } from '../engine/outbox.ts'
import { buttons } from '../engine/turn.ts'
import type { Unit } from '../engine/unit.ts'
import { formatDay } from '../language/format.ts'
import { type Locale, text } from '../language/text.ts'
import type { Program } from '../program/program.ts'
import { reasonValues } from './show/state.ts'
import type { Referral } from './store.ts'

/** What a manager decides about: who brought whom, when, and why it was not simply paid. */
export async function heldQuestion(unit: Unit, program: Program, referral: Referral, locale: Locale): Promise<Saying> {
  const [referrer, friend] = await Promise.all([
    unit.ask(customerName, referral.referrerId),
    unit.ask(customerName, referral.friendId),
  ])
  const day = (at: Date) => formatDay(at, locale, program.timeZone, unit.now)
  const { id, terms, reason, bought, joined } = referral
  return {
    text: text(locale, 'refer.held.ask', { referrer, friend }),
    parts: [
      {
        kind: 'facts',
        rows: [
          [
            text(locale, 'refer.held.why'),
            reason === null ? '' : text(locale, `refer.reason.${reason}`, reasonValues(referral)),
          ],
          [text(locale, 'refer.held.joined'), day(joined)],
          ...(bought ? [[text(locale, 'refer.held.bought'), day(bought)] satisfies [string, string]] : []),
          [text(locale, 'refer.held.points'), `${terms.referrer} + ${terms.friend}`],
        ],
      },
      buttons(
        { label: text(locale, 'refer.held.yes'), press: `referral.decide:${id}:yes`, tone: 'primary' },
        { label: text(locale, 'refer.held.no'), press: `referral.decide:${id}:no` },
        { label: referrer, press: `find:${referral.referrerId}` },
        { label: friend, press: `find:${referral.friendId}` },
      ),
    ],
  }
}

/** Asks managers about a referral that is held; not one of the two whom it is about. */
export async function tellHeld(unit: Unit, program: Program, referral: Referral): Promise<void> {
  const own = new Set([`staff:${referral.referrerId}`, `staff:${referral.friendId}`])
  for (const { seat, address, locale } of await managerSeats(unit)) {
    if (own.has(seat)) continue
    const message = await heldQuestion(unit, program, referral, locale)
    say(unit, { to: address, message, lane: 'alert', cause: 'referral held' })
  }
}
