import { likelihoods, type Model } from './learn.ts'
import { loadLearned } from './learned.ts'
import { type Meaning, meanings } from './meanings.ts'
import { plain } from './plain.ts'
import { mender } from './spelling.ts'
import { tokens } from './tokens.ts'

/** The likeliest meaning of a text, and how likely it is; undefined when it is most likely none of ours. */
type Reader = (written: string) => { meaning: Meaning; chance: number } | undefined

/** How likely a meaning has to be to be acted on. Fitted: docs/words.md. */
const surest = 0.8

/** Characters from which on a text is a story: whoever tells one may complain, but asks for nothing else. */
const story = 120

/** What reads texts by that model. */
export function makeReader(model: Model): Reader {
  const mend = mender(model.known)
  return (written) => {
    const words = mend(tokens(plain(written)))
    if (words.length === 0) return undefined
    const chances = likelihoods(model, words)
    const best = chances.reduce((most, chance, kind) => (chance > (chances[most] ?? 0) ? kind : most), 0)
    const meaning = meanings[best]
    return meaning && { meaning, chance: chances[best] ?? 0 }
  }
}

let reader: Reader | undefined

/** What somebody means by what he writes, if that is sure enough. From memory, once the first was read. */
export function meaningOf(written: string): Meaning | undefined {
  reader ??= makeReader(loadLearned())
  const found = reader(written)
  if (found === undefined || found.chance < surest) return undefined
  return written.length > story && found.meaning !== 'complaint' ? undefined : found.meaning
}
