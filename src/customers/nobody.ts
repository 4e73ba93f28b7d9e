import type { Turn } from '../engine/turn.ts'
import { formatDay } from '../language/format.ts'
import { readOwnCard } from './card.ts'
import { replacedCard } from './replaced.ts'

/** What staff are told where nobody was found by these words: that it is a code that counts no more, if it is one. */
export async function nobodyBy(turn: Turn, words: string, timeZone: string): Promise<string> {
  const card = readOwnCard(words.trim().replace(/^card:/i, ''))
  const old = card === undefined ? undefined : await turn.unit.ask(replacedCard, card)
  if (!old) return turn.t('find.nobody')
  return turn.t('card.replaced', { day: formatDay(old.replaced, turn.locale, timeZone, turn.now) })
}
