import type { Button } from '../../chat.ts'
import type { Saying } from '../../engine/making.ts'
import { buttons } from '../../engine/turn.ts'
import { formatDay, formatNumber, formatTime } from '../../language/format.ts'
import { type Locale, type TextValues, text } from '../../language/text.ts'
import { formatMoney } from '../../points/money.ts'
import type { Program } from '../../program/program.ts'
import { isOver, numberOf } from '../rules/complaint.ts'
import type { CaseFacts } from './facts.ts'
import { categoryLabel, clipped, visitLabel } from './words.ts'

const longestOnCard = 700

/** The card of a complaint as staff see it: who, what, how it stands, and what can be done about it. */
export function drawCard(facts: CaseFacts, program: Program, locale: Locale, now: Date): Saying {
  const { complaint } = facts
  const t = (key: string, values?: TextValues) => text(locale, key, values)
  const head = [numberOf(complaint.id), categoryLabel(program, complaint.category, locale), stateLine(facts, locale)]
  const mark =
    complaint.priority === 'normal' || isOver(complaint) ? [] : [t(`complaint.priority.${complaint.priority}`)]
  const words = complaint.text === '' ? t('case.words.gone') : clipped(complaint.text, longestOnCard)
  return {
    text: `${[...mark, ...head].join(' · ')}\n${words}`,
    parts: [{ kind: 'facts', rows: rowsOf(facts, program, locale, now) }, buttons(...buttonsFor(facts, locale))],
  }
}

/** How it stands, in a few words. */
export function stateLine({ complaint, assignee }: Pick<CaseFacts, 'complaint' | 'assignee'>, locale: Locale): string {
  const { state } = complaint
  if (state === 'resolved' && complaint.outcome)
    return text(locale, 'complaint.state.resolved', { outcome: text(locale, `complaint.outcome.${complaint.outcome}`) })
  if (state === 'merged' && complaint.mergedInto !== null)
    return text(locale, 'complaint.state.merged', { number: numberOf(complaint.mergedInto) })
  if (state === 'claimed' && assignee !== null) return text(locale, 'complaint.state.claimed', { name: assignee })
  if (state === 'waiting' && assignee !== null) return text(locale, 'complaint.state.waiting', { name: assignee })
  return text(locale, `complaint.state.${state === 'waiting' || state === 'claimed' ? 'new' : state}`)
}

function rowsOf(facts: CaseFacts, program: Program, locale: Locale, now: Date): [string, string][] {
  const t = (key: string, values?: TextValues) => text(locale, key, values)
  const { complaint, bought, before, purchase } = facts
  const day = (at: Date) => formatDay(at, locale, program.timeZone, now)
  const time = (at: Date) => formatTime(at, locale, program.timeZone, now)
  const rows: [string, string][] = [
    [t('case.customer'), [facts.name, facts.card, facts.platforms.join(', ')].filter(Boolean).join(' · ')],
    [t('case.points'), formatNumber(facts.points, locale)],
    [
      t('case.bought'),
      bought.last === null
        ? t('case.bought.nothing')
        : t('case.bought.some', {
            count: bought.count,
            amount: formatMoney(bought.amount, program.currency, locale),
            day: day(bought.last),
          }),
    ],
    [
      t('case.before'),
      before.count === 0
        ? t('case.before.none')
        : t('case.before.some', {
            count: before.count,
            open: before.open,
            last: before.last === null ? 'none' : t(`complaint.outcome.${before.last}`),
          }),
    ],
  ]
  if (purchase) rows.push([t('case.about'), visitLabel(purchase, program, locale, now)])
  if (facts.files > 0) rows.push([t('case.files'), formatNumber(facts.files, locale)])
  if (facts.answerBy) {
    const key = facts.answerBy <= now ? 'case.late' : 'case.by'
    rows.push([t(complaint.answered === null ? 'case.first' : 'case.next'), t(key, { time: time(facts.answerBy) })])
  }
  if (facts.resolveBy) {
    const key = facts.resolveBy <= now ? 'case.late' : 'case.by'
    rows.push([t('case.resolve'), t(key, { time: time(facts.resolveBy) })])
  }
  if (complaint.rating !== null) rows.push([t('case.rating'), t('case.rating.of', { rating: complaint.rating })])
  return rows
}

function buttonsFor({ complaint }: CaseFacts, locale: Locale): Button[] {
  const { id } = complaint
  const about = String(id)
  const more: Button = { label: text(locale, 'case.more'), press: `case.more:${id}` }
  if (isOver(complaint))
    return complaint.state === 'merged'
      ? [more]
      : [{ label: text(locale, 'case.reopen'), press: `case.reopen:${id}` }, more]
  return [
    ...(complaint.assigneeId === null
      ? [{ label: text(locale, 'case.claim'), press: `case.claim:${id}`, tone: 'primary' } as const]
      : []),
    { label: text(locale, 'form.answer.title'), form: 'answer', about },
    { label: text(locale, 'form.resolve.title'), form: 'resolve', about },
    more,
  ]
}
