import type { Button } from '../chat.ts'
import type { Saying } from '../engine/making.ts'
import { buttons, type Turn } from '../engine/turn.ts'
import type { Program } from '../program/program.ts'
import { mayAsk } from './rules.ts'
import { claimAsking, isBusy } from './store.ts'

export const yesPress = 'consent:yes'
const noPress = 'consent:no'

export const yesButton = (turn: Turn): Button => ({ label: turn.t('consent.yes'), press: yesPress, tone: 'primary' })
export const noButton = (turn: Turn): Button => ({ label: turn.t('consent.no'), press: noPress })

/** The question, with the two answers that there are. */
export function question(turn: Turn, { shop }: Pick<Program, 'shop'>): Saying {
  return {
    text: shop ? turn.t('consent.ask.shop', { shop }) : turn.t('consent.ask'),
    parts: [buttons(yesButton(turn), noButton(turn))],
  }
}

/**
 * Asks a customer once whether he wants promotions, below an answer that he has just got: he has what he came for, and nothing
 * waits for him. Does nothing when that was done before, or when he has something else on his mind.
 */
export async function askConsent(turn: Turn, program: Program): Promise<void> {
  const { contact, happening, role, unit } = turn
  const asking = {
    asks: program.promotions.consent === 'required',
    ...{ direct: happening.direct, role, settled: !contact.unasked },
  }
  if (!mayAsk({ ...asking, busy: false })) return
  if (!mayAsk({ ...asking, busy: await unit.ask(isBusy, contact.customerId) })) return
  if (await unit.act(claimAsking, contact.customerId)) turn.say(question(turn, program))
}
