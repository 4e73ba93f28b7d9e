import { exampleSets, learnFrom } from './learned.ts'
import { makeReader } from './meaning.ts'

const parts = 3
const bounds = [0.5, 0.6, 0.7, 0.8, 0.9]

/**
 * What each bound would give: recall, and how often what is none of ours would be acted on. Every utterance is read by a
 * model that learned from all others but those of its part.
 */
export function* boundsTried(): Generator<string> {
  const { said, ways } = exampleSets()
  const read = Array.from({ length: parts }, (_, part) => {
    const reader = makeReader(learnFrom([...ways, ...said.filter((_, at) => at % parts !== part)]))
    return said.filter((_, at) => at % parts === part).map(({ text, meaning }) => ({ meaning, found: reader(text) }))
  }).flat()
  const ours = read.filter(({ meaning }) => meaning !== undefined)
  const others = read.filter(({ meaning }) => meaning === undefined)
  for (const bound of bounds) {
    const right = ours.filter(({ meaning, found }) => meaning === found?.meaning && chanceOf(found) >= bound)
    const acted = others.filter(({ found }) => chanceOf(found) >= bound)
    yield `${bound}: recall ${(right.length / ours.length).toFixed(3)}, acted on ${(acted.length / others.length).toFixed(3)}`
  }
}

const chanceOf = (found: { chance: number } | undefined) => found?.chance ?? 0
