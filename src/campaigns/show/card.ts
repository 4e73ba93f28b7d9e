import type { Button } from '../../chat.ts'
import type { Saying } from '../../engine/making.ts'
import { buttons } from '../../engine/turn.ts'
import { formatNumber, formatTime } from '../../language/format.ts'
import { type Locale, text } from '../../language/text.ts'
import type { Program } from '../../program/program.ts'
import { drawDraft } from '../draft/card.ts'
import type { DraftFacts } from '../draft/facts.ts'
import { type Campaign, leftOf } from '../rules/campaign.ts'
import { actsIn, type CampaignAct } from '../rules/decide.ts'
import { instantOf } from '../rules/schedule.ts'

/** A campaign as managers see it. `by`: who brought it into its state; `starter`: who started it; `draft`: while it is one. */
export type CardFacts = { campaign: Campaign; by: string | null; starter: string | null; draft?: DraftFacts }

/** How many cells the bar has: as many as fit on one line of a narrow window, with the share behind them. */
const cells = 16

/** What a share of the whole looks like: `▓▓▓▓░░░░ 50 %`. */
function bar(done: number, total: number): string {
  const share = total === 0 ? 0 : done / total
  const full = Math.floor(share * cells)
  return `${'▓'.repeat(full)}${'░'.repeat(cells - full)} ${Math.floor(share * 100)} %`
}

/** In which state it is, in words. */
export function stateLine({ campaign, by, starter }: CardFacts, program: Program, locale: Locale, now: Date): string {
  const { state, wall, schedule } = campaign
  return text(locale, `campaign.state.${state}`, {
    by: by ?? '',
    isKnown: by === null ? 'no' : 'yes',
    starter: starter ?? '',
    time: beginText(campaign, program, locale, now),
    isOwn: wall !== null && schedule.when !== 'now' && schedule.own ? 'yes' : 'no',
  })
}

/** When it begins: by the clock of each customer, or by that of the shop. */
function beginText({ wall, due, schedule }: Campaign, { timeZone }: Program, locale: Locale, now: Date): string {
  if (wall !== null && schedule.when !== 'now' && schedule.own)
    return formatTime(instantOf(wall, 'utc'), locale, 'UTC', now)
  return due === null ? '' : formatTime(due, locale, timeZone, now)
}

/** The card of a campaign: how far it is, and what can be done. */
export function drawCampaign(facts: CardFacts, program: Program, locale: Locale, now: Date): Saying {
  const { campaign } = facts
  if (facts.draft) return drawDraft(campaign, facts.draft, program, locale, now)
  const { id, name, figures, progress, frozen, state } = campaign
  const left = leftOf(figures)
  const n = (value: number) => formatNumber(value, locale)
  const isBegun =
    campaign.round > 0 && (frozen !== null || figures.total > 0) && state !== 'scheduled' && state !== 'asking'
  const lines = [name, ...(isBegun ? [bar(figures.total - left, figures.total)] : [])]
  const rows: [string, string][] = [[text(locale, 'campaign.fact.state'), stateLine(facts, program, locale, now)]]
  const add = (key: string, value: string) => rows.push([text(locale, `campaign.fact.${key}`), value])
  if (isBegun) {
    add('sent', text(locale, 'campaign.of', { done: n(figures.sent), total: n(figures.total - figures.held) }))
    for (const key of ['failed', 'unknown', 'skipped', 'held'] as const) if (figures[key] > 0) add(key, n(figures[key]))
    if (left > 0) add('left', n(left))
    if (state === 'sending' && progress && progress.rate > 0) {
      add('rate', text(locale, 'campaign.rate', { rate: formatNumber(Math.round(progress.rate * 10) / 10, locale) }))
      if (progress.until !== null && left > 0)
        add('until', formatTime(new Date(progress.until), locale, program.timeZone, now))
    }
  } else {
    add('audience', campaign.audience)
    if (campaign.expected !== null) add('people', n(campaign.expected))
    add('text', campaign.content.a)
    if (campaign.content.b !== undefined) add('textB', campaign.content.b)
  }
  const acts = [...actsIn(state).map((act) => actButton(id, act, locale)), ...moreButtons(campaign, locale)]
  return {
    text: lines.join('\n'),
    parts: [{ kind: 'facts', rows }, ...(acts.length > 0 ? [buttons(...acts)] : [])],
  }
}

/** Whoever is to approve it looks at it first; what is over can be made again. */
function moreButtons({ id, state, round }: Campaign, locale: Locale): Button[] {
  if (state === 'waiting' || state === 'scheduled' || state === 'asking')
    return [{ label: text(locale, 'campaign.draft.preview'), press: `campaign.preview:${id}` }]
  const isOver = state === 'done' || state === 'cancelled'
  if (!isOver) return []
  const effect = { label: text(locale, 'effect.button'), press: `campaign.effect:${id}` }
  return [...(round > 0 ? [effect] : []), { label: text(locale, 'campaign.copy'), press: `campaign.copy:${id}` }]
}

const tones: Partial<Record<CampaignAct, Button['tone']>> = {
  resume: 'primary',
  approve: 'primary',
  go: 'primary',
  cancel: 'danger',
}

function actButton(id: number, act: CampaignAct, locale: Locale): Button {
  const tone = tones[act]
  return { label: text(locale, `campaign.act.${act}`), press: `campaign.${act}:${id}`, ...(tone && { tone }) }
}
