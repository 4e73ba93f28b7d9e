import type { Turn } from '../engine/turn.ts'
import { formatDay } from '../language/format.ts'
import { isLikeCard, readCard, readOwnCard } from './card.ts'
import { replacedCard } from './replaced.ts'

/** What staff are told where nobody was found by these words. */
export async function nobodyBy(turn: Turn, words: string, timeZone: string): Promise<string> {
  return (await nobodyWith(turn, words, timeZone)) ?? turn.t('find.nobody')
}

/** What staff are told of a code that nobody has: that it counts no more, or never did; undefined of what is none. */
export async function nobodyWith(turn: Turn, words: string, timeZone: string): Promise<string | undefined> {
  const written = words.trim().replace(/^card:/i, '')
  const card = readOwnCard(written)
  const old = card === undefined ? undefined : await turn.unit.ask(replacedCard, card)
  if (old) return turn.t('card.replaced', { day: formatDay(old.replaced, turn.locale, timeZone, turn.now) })
  return isLikeCard(written) ? turn.t('card.unknown', { card: readCard(written) ?? written }) : undefined
}
