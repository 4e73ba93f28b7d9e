import { type Locale, text as say } from '../../language/text.ts'
import { type Concept, vocabulary } from './words.ts'

/** What could have stood there; `condition` for any of them. */
export type Term = Concept | 'condition' | 'Number' | 'Date' | 'Month' | 'Name' | 'end'

/**
 * Why a text is no audience. `at` and `length` say where, in UTF-16 units of the text; `found` is what stands there,
 * shortened, empty at the end; `expected` what could have stood there. `least` and `most` bound a number.
 *
 * - `empty`, `long`, `deep`, `many`: nothing was said, or too much at once;
 * - `character`: one that no text should have, such as NUL; `unclosed`: a quote that does not end;
 * - `unexpected`: anything else than what was expected;
 * - `number`, `date`, `name`, `card`, `platform`, `language`: one that cannot be;
 * - `twice`: said twice; `unfit`: something that does not go with that condition; `ahead`: no time ahead where one is needed;
 * - `segment`, `campaign`: there is none of that name; `cycle`: a segment that is made of itself.
 */
export type AudienceProblem = {
  kind:
    | (
        | 'empty'
        | 'long'
        | 'deep'
        | 'many'
        | 'character'
        | 'unclosed'
        | 'unexpected'
        | 'number'
        | 'date'
        | 'name'
        | 'card'
      )
    | ('platform' | 'language' | 'twice' | 'unfit' | 'ahead' | 'segment' | 'campaign' | 'cycle')
  at: number
  length: number
  found: string
  expected: readonly Term[]
  least?: number
  most?: number
  /** A word that may have been meant. */
  meant?: string
}

/** Longest piece of a text that is shown again, in letters. */
const mostShown = 30

/** A piece of a text as it can be shown: whole letters, not too many. */
export function clip(piece: string): string {
  const letters = [...piece.slice(0, mostShown * 4)]
  return letters.length > mostShown ? `${letters.slice(0, mostShown).join('')}…` : piece
}

/** The problem in words, with a line that shows where it is, and what could have stood there. */
export function problemText(locale: Locale, problem: AudienceProblem, text: string): string {
  const { kind, found, expected, least = 0, most = 0, meant } = problem
  const values = { found, least, most, atEnd: found === '' ? 'yes' : 'no' }
  const lines = [say(locale, `audience.wrong.${kind}`, values)]
  if (kind !== 'empty' && kind !== 'long') lines.push(pointerLine(problem, text))
  if (meant !== undefined) lines.push(say(locale, 'audience.meant', { word: meant }))
  else if (expected.length > 0) lines.push(say(locale, 'audience.expected', { terms: termsText(locale, expected) }))
  return lines.join('\n')
}

function termsText(locale: Locale, terms: readonly Term[]): string {
  // Some words there are in one language only: in another they are named where there is nothing else.
  const ours = terms.filter((term) => !(term in vocabulary) || hasWord(term as Concept, locale))
  const words = (ours.length > 0 ? ours : terms).map((term) => say(locale, `audience.term.${term}`))
  return new Intl.ListFormat(locale, { type: 'disjunction' }).format(words)
}

const hasWord = (concept: Concept, locale: Locale) =>
  (vocabulary[concept] as Readonly<Record<Locale, readonly string[]>>)[locale]?.length !== 0

/** How much of the text before and behind the place is shown, in UTF-16 units. */
const around = 30

/** The text around the place, which is marked; on one line. */
function pointerLine({ at, length }: AudienceProblem, text: string): string {
  const end = Math.min(at + length, text.length)
  const before = text.slice(Math.max(0, at - around), at)
  const behind = text.slice(end, end + around)
  const line = `${at > around ? '…' : ''}${before}⟪${clip(text.slice(at, end))}⟫${behind}${end + around < text.length ? '…' : ''}`
  return line.toWellFormed().replace(/[\s\p{Cc}]+/gu, ' ')
}
