import { describeAudience } from '../../audiences/exports.ts'
import type { Button } from '../../chat.ts'
import type { Saying } from '../../engine/making.ts'
import { buttons } from '../../engine/turn.ts'
import { formatNumber, formatTime } from '../../language/format.ts'
import { type Locale, text } from '../../language/text.ts'
import type { Program } from '../../program/program.ts'
import { beginning } from '../begin.ts'
import { problemsOf } from '../make.ts'
import type { Campaign } from '../rules/campaign.ts'
import type { DraftFacts } from './facts.ts'
import { versionOf } from './rules/edits.ts'
import { buttonLine, draftProblemText, scheduleText } from './words.ts'

/** How much of what is long stands on a card, in letters: all of it is in the preview. */
const shown = { text: 240, audience: 160, line: 70 } as const

/** What is still to be mended before a draft can be sent, in words; `waiting` is only a matter of time. */
export function toMend(
  campaign: Campaign,
  { problem, picture }: DraftFacts,
  program: Program,
  locale: Locale,
  now: Date,
): string[] {
  const { audience, content, state } = campaign
  const isLate = state === 'draft' && beginning(campaign, program, now) === undefined
  const words = { audience, a: content.a, b: content.b ?? '' }
  return [
    ...problemsOf(campaign).map((each) => draftProblemText(locale, each, words)),
    ...(problem ? [draftProblemText(locale, { part: 'audience', problem }, words)] : []),
    ...(picture === 'lost' || picture === 'waiting' ? [text(locale, `campaign.wrong.picture.${picture}`)] : []),
    ...(isLate ? [text(locale, 'campaign.wrong.when.past')] : []),
  ]
}

/** The card of a draft: everything that is set, what is wrong with it, and buttons to change each. */
export function drawDraft(campaign: Campaign, facts: DraftFacts, program: Program, locale: Locale, now: Date): Saying {
  const isComing = facts.picture === 'waiting'
  const wrong = toMend(campaign, isComing ? { ...facts, picture: 'kept' } : facts, program, locale, now)
  const { id, name, content } = campaign
  const t = (key: string) => text(locale, `campaign.draft.${key}`)
  const about = `${id}:${versionOf(campaign)}`
  const start: Button = { label: text(locale, 'campaign.ready'), press: `campaign.ready:${id}`, tone: 'primary' }
  return {
    text: [name, ...wrong].join('\n\n'),
    parts: [
      { kind: 'facts', rows: rowsOf(campaign, facts, program, locale, now) },
      buttons(
        ...(wrong.length === 0 ? [start] : []),
        { label: t('preview'), press: `campaign.preview:${id}` },
        { label: t('test'), press: `campaign.test:${id}` },
        { label: t('words'), form: 'campaign.words', about },
        { label: t('more'), form: 'campaign.more', about },
        { label: t('offer'), form: 'campaign.offer', about },
        { label: t('when'), form: 'campaign.when', about },
        ...(content.picture ? [{ label: t('bare'), press: `campaign.bare:${about}` }] : []),
        { label: t('delete'), press: `campaign.drop:${id}`, tone: 'danger' },
      ),
    ],
  }
}

function rowsOf(
  campaign: Campaign,
  { meant, picture, edit, rejected }: DraftFacts,
  program: Program,
  locale: Locale,
  now: Date,
): [string, string][] {
  const { audience, content, points, code, schedule, holdout, split } = campaign
  const rows: [string, string][] = []
  const add = (key: string, value: string) => rows.push([text(locale, `campaign.fact.${key}`), value])
  add(
    'state',
    edit
      ? text(locale, 'campaign.draft.edited', {
          by: edit.name,
          time: formatTime(edit.at, locale, program.timeZone, now),
          parts: partsText(edit.parts, locale),
        })
      : text(locale, 'campaign.state.draft'),
  )
  if (rejected !== undefined) add('approval', text(locale, 'campaign.draft.rejected', { by: rejected }))
  add('audience', clipped(audience, shown.audience))
  const meaning = meant && describeAudience(locale, meant)
  if (meaning !== undefined && meaning !== audience.trim()) add('meaning', clipped(meaning, shown.audience))
  add('text', clipped(content.a, shown.text))
  if (content.b !== undefined)
    add('textB', text(locale, 'campaign.draft.split', { share: split, text: clipped(content.b, shown.text) }))
  if (content.picture) add('picture', text(locale, `campaign.draft.picture.${picture}`, { name: content.picture.name }))
  for (const button of content.buttons ?? []) add('button', clipped(buttonLine(button, locale), shown.line))
  if (points > 0) add('points', formatNumber(points, locale))
  if (code !== null) add('code', code)
  add('when', scheduleText(schedule, locale))
  if (holdout > 0) add('holdout', text(locale, 'campaign.draft.holdout', { share: holdout }))
  return rows
}

/** Parts of a draft by their names. */
export function partsText(parts: readonly string[], locale: Locale): string {
  const names = [...new Set(parts.map((part) => text(locale, `campaign.part.${part}`)))]
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(names)
}

/** At most so many letters of a text. */
export function clipped(written: string, most: number): string {
  const letters = [...written.slice(0, most * 2 + 2)]
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : written
}
