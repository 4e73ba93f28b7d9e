import { readExamples, type Said } from '../../src/words/examples.ts'
import { meaningOf } from '../../src/words/meaning.ts'
import { type Meaning, meanings } from '../../src/words/meanings.ts'
import { median } from '../figures.ts'
import type { Finding, Section } from '../section.ts'

const languages = { en: 'English', zh: 'Chinese' }
const share = (part: number, all: number) => (all === 0 ? 0 : part / all)
const written = (part: number, all: number) => `${share(part, all).toFixed(3)} (${part} of ${all})`

type Read = Said & { found: Meaning | undefined }

/** How plain words are understood that nobody tuned to: docs/words.md. */
export const words: Section = {
  name: 'words',
  async run(): Promise<Finding[]> {
    meaningOf('ready')
    return Object.entries(languages).flatMap(([locale, language]) => {
      const took: number[] = []
      const read = (set: string): Read[] =>
        readExamples(new URL(`../../test/words/${set}/${locale}.txt`, import.meta.url)).map((it) => {
          const from = performance.now()
          const found = meaningOf(it.text)
          took.push(performance.now() - from)
          return { ...it, found }
        })
      const heldOut = read('held-out')
      return [
        ...meanings.map((meaning) => oneOf(heldOut, meaning, language)),
        ...overAll(heldOut, `${language}, held out`),
        ...overAll(read('later'), `${language}, written later`),
        ...overAll(read('blind'), `${language}, written by somebody who saw none of it`),
        {
          what: `${language}, time for a message`,
          found: `${median(took).toFixed(2)} ms for half of them`,
          goal: 'under 5 ms',
          met: median(took) < 5,
        },
      ]
    })
  },
}

function oneOf(all: readonly Read[], meaning: Meaning, language: string): Finding {
  const meant = all.filter((it) => it.meaning === meaning)
  const others = all.filter((it) => it.meaning !== meaning)
  const right = meant.filter(({ found }) => found === meaning).length
  const wrong = others.filter(({ found }) => found === meaning).length
  return {
    what: `${language}, ${meaning}`,
    found: `recall ${written(right, meant.length)}, false triggers ${written(wrong, others.length)}`,
  }
}

function overAll(all: readonly Read[], what: string): Finding[] {
  const ours = all.filter(({ meaning }) => meaning !== undefined)
  const others = all.filter(({ meaning }) => meaning === undefined)
  const right = ours.filter(({ meaning, found }) => meaning === found).length
  const wrong = ours.filter(({ meaning, found }) => found !== undefined && meaning !== found).length
  const acted = others.filter(({ found }) => found !== undefined).length
  return [
    {
      what: `${what}: recall`,
      found: `${written(right, ours.length)}, taken for another ${wrong}`,
      goal: 'at least 0.9',
      met: share(right, ours.length) >= 0.9,
    },
    {
      what: `${what}: acts on what is none of ours`,
      found: written(acted, others.length),
      goal: 'at most 0.01',
      met: share(acted, others.length) <= 0.01,
    },
  ]
}
