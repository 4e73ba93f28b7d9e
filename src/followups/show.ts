import type { Saying } from '../engine/making.ts'
import { buttons } from '../engine/turn.ts'
import { formatDay } from '../language/format.ts'
import { type Locale, text } from '../language/text.ts'
import { formatMoney } from '../points/money.ts'
import type { FollowUpRule, Program } from '../program/program.ts'
import type { Visit } from '../purchases/exports.ts'

/** What a question is about, as far as it is told. */
export type About = {
  visit?: Visit | undefined
  points: number | null
  number?: string
  since: Date
  name: string | null
}

const mostItems = 3

/** What was bought, in a few words; nothing when only the sum is known. */
function whatOf({ items }: Visit, locale: Locale): string {
  if (items.length === 0) return ''
  const shown = items.slice(0, mostItems).reduce((first, second) => text(locale, 'followup.pair', { first, second }))
  return items.length > mostItems ? text(locale, 'followup.more', { items: shown }) : shown
}

/** The question, with its three answers. Each carries the id, and is checked when it is pressed. */
export function questionOf(
  id: number,
  rule: FollowUpRule,
  about: About,
  program: Program,
  locale: Locale,
  now: Date,
): Saying {
  return {
    text: wordsOf(rule, about, program, locale, now),
    parts: [...factsOf(about, program, locale, now), answers(id, locale)],
  }
}

function wordsOf(rule: FollowUpRule, about: About, program: Program, locale: Locale, now: Date): string {
  const { name, points, since, visit } = about
  const hello = name === null ? text(locale, 'followup.hello.nameless') : text(locale, 'followup.hello', { name })
  const own = rule.ask && (rule.ask[locale] ?? rule.ask.en ?? Object.values(rule.ask)[0])
  if (own) {
    // Whoever has no name is greeted without one, whatever the shop has written.
    const filled = own.replace(/\{(name|shop)\}/g, (_, key) => (key === 'name' ? (name ?? '') : (program.shop ?? '')))
    return own.includes('{name}') && name !== null ? filled : `${hello}\n${filled.trim()}`
  }
  const values = {
    day: formatDay(rule.after === 'expiry' ? new Date(since.getTime() - 1) : since, locale, program.timeZone, now),
    points: points ?? 0,
    number: about.number ?? '',
    items: visit ? whatOf(visit, locale) : '',
  }
  return `${hello}\n${text(locale, `followup.ask.${rule.after}`, values)}`
}

function factsOf(
  { visit, number, points, since }: About,
  program: Program,
  locale: Locale,
  now: Date,
): NonNullable<Saying['parts']> {
  const day = (at: Date) => formatDay(at, locale, program.timeZone, now)
  if (visit) {
    const what = [day(visit.at), whatOf(visit, locale), formatMoney(visit.amount, visit.currency, locale)]
    return [{ kind: 'facts', rows: [[text(locale, 'followup.purchase'), what.filter(Boolean).join(' · ')]] }]
  }
  if (number !== undefined) return [{ kind: 'facts', rows: [[text(locale, 'followup.complaint'), number]] }]
  if (points !== null)
    return [
      { kind: 'facts', rows: [[text(locale, 'followup.points'), `${points} · ${day(new Date(since.getTime() - 1))}`]] },
    ]
  return []
}

function answers(id: number, locale: Locale) {
  return buttons(
    { label: text(locale, 'followup.well'), press: `followup.well:${id}`, tone: 'primary' },
    { label: text(locale, 'followup.notquite'), form: 'followup', about: String(id) },
    { label: text(locale, 'followup.call'), press: `followup.call:${id}` },
  )
}
