import { exampleSets, learnFrom } from './learned.ts'
import { makeReader } from './meaning.ts'

/** Voices that are left out at a time. */
const together = 2
const bounds = [0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9]

/**
 * What each bound would give for people who speak like nobody in the examples: recall, how often a meaning is taken for
 * another, and how often what is none of ours would be acted on. Every voice is read by a model that learned from others.
 */
export function* boundsTried(): Generator<string> {
  const { said, ways, voices } = exampleSets()
  const folds = Array.from({ length: Math.ceil(voices.length / together) }, (_, fold) => {
    const isIn = (_: unknown, voice: number) => Math.floor(voice / together) === fold
    const others = voices.filter((_, voice) => !isIn(_, voice))
    const reader = makeReader(learnFrom([...said, ...ways, ...others.flat()]))
    return voices.filter(isIn).flatMap((all) => all.map(({ text, meaning }) => ({ meaning, found: reader(text) })))
  })
  const read = folds.flat()
  const ours = read.filter(({ meaning }) => meaning !== undefined)
  const others = read.filter(({ meaning }) => meaning === undefined)
  for (const bound of bounds) {
    const sure = ours.filter(({ found }) => chanceOf(found) >= bound)
    const right = sure.filter(({ meaning, found }) => meaning === found?.meaning)
    const acted = others.filter(({ found }) => chanceOf(found) >= bound)
    const share = (part: number, all: number) => (part / all).toFixed(3)
    const wrong = share(sure.length - right.length, ours.length)
    yield `${bound}: recall ${share(right.length, ours.length)}, taken for another ${wrong}, acted on ${share(acted.length, others.length)}`
  }
}

const chanceOf = (found: { chance: number } | undefined) => found?.chance ?? 0
