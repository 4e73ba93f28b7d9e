import { readdirSync, readFileSync } from 'node:fs'
import { IntlMessageFormat } from 'intl-messageformat'

export type TextValues = Record<string, string | number | Date>

/** One of our languages, by its BCP 47 tag. */
export type Locale = string

const folder = new URL('../../locales/', import.meta.url)

const catalogs: ReadonlyMap<Locale, Record<string, string>> = new Map(
  readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => [file.slice(0, -'.json'.length), JSON.parse(readFileSync(new URL(file, folder), 'utf8'))]),
)

/** Languages that we speak: one for each file in `locales/`. */
export const locales: readonly Locale[] = [...catalogs.keys()]

const fallback: Locale = 'en'
const formats = new Map<string, IntlMessageFormat>()

/**
 * The sentence for that key, filled in. Falls back to English; a key that is in no catalogue is a mistake of ours
 * and throws.
 */
export function text(locale: Locale, key: string, values?: TextValues): string {
  const source = catalogs.get(locale)?.[key] ?? catalogs.get(fallback)?.[key]
  if (source === undefined) throw new Error(`no text for "${key}"`)
  if (values === undefined && !source.includes('{') && !source.includes("'")) return source
  const id = `${locale}\n${key}`
  let format = formats.get(id)
  if (!format) {
    format = new IntlMessageFormat(source, locale, undefined, { ignoreTag: true })
    formats.set(id, format)
  }
  return String(format.format(values))
}

/** As {@link text}, but undefined for a key that is in no catalogue: for texts that not everything has. */
export function textIfAny(locale: Locale, key: string, values?: TextValues): string | undefined {
  return catalogs.get(fallback)?.[key] === undefined ? undefined : text(locale, key, values)
}

/** All texts of one language whose key starts with that prefix; English where a translation is missing. */
export function textsUnder(prefix: string, locale: Locale): Record<string, string> {
  const all = { ...catalogs.get(fallback), ...catalogs.get(locale) }
  return Object.fromEntries(Object.entries(all).filter(([key]) => key.startsWith(prefix)))
}

/** The language of ours that fits best what a platform tells (`zh-hans-CN` gives `zh`); English when none does. */
export function closestLocale(tag: string | undefined): Locale {
  if (!tag) return fallback
  let rest = tag.toLowerCase().replaceAll('_', '-')
  while (rest) {
    const match = locales.find((locale) => locale.toLowerCase() === rest)
    if (match) return match
    rest = rest.slice(0, Math.max(0, rest.lastIndexOf('-')))
  }
  return fallback
}

/** A language's name in itself: English, 中文. */
export function languageName(locale: Locale): string {
  return new Intl.DisplayNames([locale], { type: 'language' }).of(locale) ?? locale
}
