import { readFileSync } from 'node:fs'
import { IntlMessageFormat } from 'intl-messageformat'
import { vi } from 'vitest'

type Language = typeof import('../../../src/language/text.ts')

const read = (locale: string): Record<string, string> =>
  JSON.parse(readFileSync(new URL(`./suggestions/locales/${locale}.json`, import.meta.url), 'utf8'))

/** The texts of the example, as if they stood in `locales/`. */
const texts: Readonly<Record<string, Record<string, string>>> = { en: read('en'), zh: read('zh') }

/** Has the program find them. To be given to `vi.mock` for `src/language/text.ts`. */
export async function withTexts(): Promise<Language> {
  const language = await vi.importActual<Language>('../../../src/language/text.ts')
  const text: Language['text'] = (locale, key, values) => {
    const own = texts[locale]?.[key]
    return own === undefined
      ? language.text(locale, key, values)
      : String(new IntlMessageFormat(own, locale).format(values))
  }
  const textIfAny: Language['textIfAny'] = (locale, key, values) =>
    texts[locale]?.[key] === undefined ? language.textIfAny(locale, key, values) : text(locale, key, values)
  return { ...language, text, textIfAny }
}
