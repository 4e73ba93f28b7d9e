import { type Locale, locales, text } from '../language/text.ts'

/** Who says what he does not want or understand may name the wrong language first. */
const refused = /\b(not|no|don'?t|can'?t|cannot|wrong)\b|不|别|看不懂/i

/** A question, for all that it says no. */
const asked = /能不能|会不会|會不會|可不可以|好不好|can'?t (?=you|we)/g

/** The one of our languages that somebody asks for in these words; undefined when that is not clear. */
export function languageMeant(said: string): Locale | undefined {
  const words = said.normalize('NFKC').toLowerCase().replace(asked, '')
  if (refused.test(words)) return undefined
  const called = locales.filter((locale) =>
    text(locale, 'language.called')
      .split(',')
      .some((name) => words.includes(name.trim())),
  )
  return called.length === 1 ? called[0] : undefined
}
