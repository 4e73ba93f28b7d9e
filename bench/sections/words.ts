import { readExamples } from '../../src/words/examples.ts'
import { meaningOf } from '../../src/words/meaning.ts'
import { meanings } from '../../src/words/meanings.ts'
import { median } from '../figures.ts'
import type { Finding, Section } from '../section.ts'

const languages = { en: 'English', zh: 'Chinese' }
const share = (part: number, all: number) => (all === 0 ? 0 : part / all)
const written = (part: number, all: number) => `${share(part, all).toFixed(3)} (${part} of ${all})`

/** How plain words are understood that nobody tuned to: docs/words.md. */
export const words: Section = {
  name: 'words',
  async run(): Promise<Finding[]> {
    meaningOf('ready')
    return Object.entries(languages).flatMap(([locale, language]) => {
      const took: number[] = []
      const said = readExamples(new URL(`../../test/words/held-out/${locale}.txt`, import.meta.url)).map((it) => {
        const from = performance.now()
        const found = meaningOf(it.text)
        took.push(performance.now() - from)
        return { ...it, found }
      })
      const ours = said.filter(({ meaning }) => meaning !== undefined)
      const others = said.filter(({ meaning }) => meaning === undefined)
      const right = ours.filter(({ meaning, found }) => meaning === found).length
      const acted = others.filter(({ found }) => found !== undefined).length
      return [
        ...meanings.map((meaning): Finding => {
          const of = said.filter((it) => it.meaning === meaning)
          const not = said.filter((it) => it.meaning !== meaning)
          const hits = of.filter(({ found }) => found === meaning).length
          const wrong = not.filter(({ found }) => found === meaning).length
          return {
            what: `${language}, ${meaning}`,
            found: `recall ${written(hits, of.length)}, false triggers ${written(wrong, not.length)}`,
          }
        }),
        {
          what: `${language}, recall over all meanings`,
          found: written(right, ours.length),
          goal: 'at least 0.9',
          met: share(right, ours.length) >= 0.9,
        },
        {
          what: `${language}, acts on what is none of ours`,
          found: written(acted, others.length),
          goal: 'at most 0.01',
          met: share(acted, others.length) <= 0.01,
        },
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
