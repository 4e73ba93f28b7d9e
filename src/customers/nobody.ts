import type { Turn } from '../engine/turn.ts'
import { formatDay } from '../language/format.ts'
import { readOwnCard } from './card.ts'
import { replacedCard } from './replaced.ts'

/** What staff are told where nobody was found by these words: that it is a code that counts no more, if it is one. */
export async function nobodyBy(turn: Turn, words: string, timeZone: string): Promise<string> {
  const card = readOwnCard(words.trim().replace(/^card:/i, ''))
  const replaced = card === undefined ? undefined : await replacedText(turn, card, timeZone)
  return replaced ?? turn.t('find.nobody')
}

/** What is said of a code that counts no more; undefined of any other. */
export async function replacedText(turn: Turn, card: string, timeZone: string): Promise<string | undefined> {
  const old = await turn.unit.ask(replacedCard, card)
  return old && turn.t('card.replaced', { day: formatDay(old.replaced, turn.locale, timeZone, turn.now) })
}
