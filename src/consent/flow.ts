import type { Saying } from '../engine/making.ts'
import { buttons, type Turn } from '../engine/turn.ts'
import { formatDay } from '../language/format.ts'
import type { Program } from '../program/program.ts'
import { meaningOf } from '../words/meaning.ts'
import { noButton, question, yesButton, yesPress } from './ask.ts'
import type { Answer } from './rules.ts'
import { consentOf, giveConsent, isLastWord } from './store.ts'

/** An answer may be pressed at any later time, and changed by the button that takes its place. */
export async function pressed(turn: Turn, program: Program, about: string): Promise<void> {
  if (about === 'yes' || about === 'no') return turn.update(await take(turn, about))
  // Whoever wants to change his mind asks himself.
  if (about === 'ask') return turn.say(question(turn, program))
  turn.say(turn.t('button-gone'))
}

async function take(turn: Turn, answer: Answer): Promise<Saying> {
  const { unit, contact } = turn
  await unit.act(giveConsent, {
    id: contact.customerId,
    consent: { answer, at: turn.now, via: contact.platform },
  })
  const { stopped } = await unit.ask(consentOf, contact.customerId)
  if (answer === 'no') return { text: turn.t('consent.no.done'), parts: [buttons(yesButton(turn))] }
  // A stop is louder: it covers more than promotions, and is taken back by its own button only.
  if (stopped)
    return { text: turn.t('consent.yes.stopped'), parts: [buttons({ label: turn.t('stop.off'), press: 'stop:off' })] }
  return { text: turn.t('consent.yes.done'), parts: [buttons(noButton(turn))] }
}

/** For how long words count as the answer to our question, in milliseconds. */
const listeningMs = 3_600_000

/** Takes a plain yes or no for the answer, when our question is what was said last. */
export async function heard(turn: Turn, said: string): Promise<boolean> {
  const { asked, customerId } = turn.contact
  if (!turn.happening.direct || !asked || turn.now.getTime() - asked.getTime() > listeningMs) return false
  const meaning = meaningOf(said)
  if (meaning !== 'yes' && meaning !== 'no') return false
  if (!(await isLastWord(turn.unit, customerId, yesPress))) return false
  turn.say(await take(turn, meaning))
  return true
}

/** A line that tells how that customer stands with promotions, for staff and for himself. */
export async function consentRow(turn: Turn, program: Program, customerId: string): Promise<[string, string]> {
  const { consent, asked, stopped } = await turn.unit.ask(consentOf, customerId)
  const day = (at: Date) => formatDay(at, turn.locale, program.timeZone, turn.now)
  const said = () => {
    if (stopped) return turn.t('consent.is.stopped', { day: day(stopped) })
    if (consent)
      return consent.at
        ? turn.t(`consent.is.${consent.answer}.since`, { day: day(consent.at) })
        : turn.t(`consent.is.${consent.answer}`)
    if (program.promotions.consent === 'assumed') return turn.t('consent.is.assumed')
    return turn.t(asked ? 'consent.is.open' : 'consent.is.unasked')
  }
  return [turn.t('consent.title'), said()]
}
