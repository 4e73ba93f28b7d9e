import { formatDay } from '../../language/format.ts'
import { type Locale, text } from '../../language/text.ts'
import { formatMoney } from '../../points/money.ts'
import type { Program } from '../../program/program.ts'
import type { Visit } from '../../purchases/exports.ts'

/** What a category is called; one that the program no longer knows is called by its id. */
export function categoryLabel(program: Program, id: string, locale: Locale): string {
  const category = program.complaints.categories.find((it) => it.id === id)
  if (!category) return id
  const { labels } = category
  return labels
    ? (labels[locale] ?? labels.en ?? Object.values(labels)[0] ?? id)
    : text(locale, `complaint.category.${id}`)
}

/** A purchase in a few words: `Nov 12 · 25.90 € · Flat white, …`. */
export function visitLabel(
  { amount, currency, at, items }: Visit,
  program: Program,
  locale: Locale,
  now: Date,
): string {
  const [first] = items
  const what = first === undefined ? [] : [items.length > 1 ? `${first}, …` : first]
  return [formatDay(at, locale, program.timeZone, now), formatMoney(amount, currency, locale), ...what].join(' · ')
}

/** Text that may be long, cut where it still says what it is about. */
export function clipped(words: string, most: number): string {
  const characters = [...words]
  return characters.length <= most
    ? words
    : `${characters
        .slice(0, most - 1)
        .join('')
        .trimEnd()}…`
}
