import type { Button } from '../../chat.ts'
import type { Saying } from '../../engine/making.ts'
import { buttons } from '../../engine/turn.ts'
import { formatDay, formatNumber, formatTime } from '../../language/format.ts'
import { type Locale, type TextValues, text } from '../../language/text.ts'
import { formatMoney } from '../../points/money.ts'
import type { Program } from '../../program/program.ts'
import { type Callback, callNumber, isOver } from '../rules/callback.ts'
import { showPhone } from '../rules/phone.ts'
import type { CallFacts } from './facts.ts'

const longestOnCard = 700

/** The card of a call as staff see it: whom to call, when and why, and what can be done about it. */
export function drawCallCard(facts: CallFacts, program: Program, locale: Locale, now: Date): Saying {
  const { callback } = facts
  const head = [callNumber(callback.id), callStateLine(facts, locale)]
  const reason = [...callback.reason].slice(0, longestOnCard).join('')
  return {
    text: `${head.join(' · ')}\n${reason}`,
    parts: [{ kind: 'facts', rows: rowsOf(facts, program, locale, now) }, buttons(...buttonsFor(callback, locale))],
  }
}

/** How it stands, in a few words. */
export function callStateLine(
  { callback, assignee }: Pick<CallFacts, 'callback' | 'assignee'>,
  locale: Locale,
): string {
  const { state, tries } = callback
  if (state === 'claimed') return text(locale, 'call.state.claimed', { name: assignee ?? '' })
  if (state === 'missed' && tries > 0) return text(locale, 'call.state.unreached')
  return text(locale, `call.state.${state}`)
}

function rowsOf(facts: CallFacts, program: Program, locale: Locale, now: Date): [string, string][] {
  const t = (key: string, values?: TextValues) => text(locale, key, values)
  const { callback, bought, before } = facts
  const { at, phone, how, note, tries, complaintId } = callback
  const rows: [string, string][] = []
  if (at) {
    const time = formatTime(at, locale, program.timeZone, now)
    const theirs = facts.zone === program.timeZone ? null : formatTime(at, locale, facts.zone, now)
    rows.push([t('call.when'), theirs === null ? time : t('call.when.theirs', { time, theirs })])
  }
  rows.push(
    [t('call.who'), [facts.name, facts.card, facts.locale].filter(Boolean).join(' · ')],
    [t('call.how'), phone === null ? t(`call.how.${how === 'phone' ? 'gone' : 'chat'}`) : showPhone(phone)],
    [t('case.points'), formatNumber(facts.points, locale)],
    [
      t('case.bought'),
      bought.last === null
        ? t('case.bought.nothing')
        : t('case.bought.some', {
            count: bought.count,
            amount: formatMoney(bought.amount, program.currency, locale),
            day: formatDay(bought.last, locale, program.timeZone, now),
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
  )
  if (complaintId !== null) rows.push([t('case.about'), facts.complaint])
  if (tries > 0) rows.push([t('call.tries'), formatNumber(tries, locale)])
  if (note !== null) rows.push([t('call.note'), note])
  return rows
}

function buttonsFor({ id, state, tries }: Callback, locale: Locale): Button[] {
  const about = String(id)
  const claim: Button = { label: text(locale, 'call.claim'), press: `call.claim:${id}`, tone: 'primary' }
  const done: Button = { label: text(locale, 'form.call-done.title'), form: 'call-done', about }
  const note: Button = { label: text(locale, 'form.call-note.title'), form: 'call-note', about }
  // What was missed through our fault can still be made good.
  if (isOver({ state })) return state === 'missed' && tries === 0 ? [claim, done] : []
  return [
    ...(state === 'claimed' ? [] : [claim]),
    done,
    { label: text(locale, 'call.nobody'), press: `call.nobody:${id}` },
    { label: text(locale, 'callback.move'), press: `call.days:${id}:0` },
    { label: text(locale, 'form.call-write.title'), form: 'call-write', about },
    note,
  ]
}
