import type { Example } from './learn.ts'
import { stranger } from './marks.ts'

/** How much what says a meaning in blurred words counts; what is none of ours counts in full, for a wrong act is worse. */
const share = 0.5

/** Shorter ones say too little without one of their words. */
const fewest = 3
/** From so many words on, two are taken away as well. */
const many = 6

/**
 * The same examples with words in them that nobody knows: one in place of another word, one at an end, and in long ones
 * two. So it is learned that a text means the same when a part of it was not foreseen. `none`: the kind of what is none
 * of ours.
 */
export function blurred(examples: readonly Example[], none: number): Example[] {
  return examples.flatMap(({ words, kind, weight }, at) => {
    if (weight < 1 || words.length < fewest) return []
    const without = (...spots: number[]) => words.map((word, spot) => (spots.includes(spot) ? stranger : word))
    const copies = [without((at * 7) % words.length), at % 2 === 1 ? [stranger, ...words] : [...words, stranger]]
    const spot = (at * 11 + 2) % words.length
    if (words.length >= many) copies.push(without(spot, (spot + 3) % words.length))
    return copies.map((copy) => ({ words: copy, kind, weight: kind === none ? 1 : share }))
  })
}
