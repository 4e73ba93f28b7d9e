import { areMore, askForCount } from '../audiences/exports.ts'
import type { Button } from '../chat.ts'
import type { Saying } from '../engine/making.ts'
import { buttons, type Turn } from '../engine/turn.ts'
import type { Unit } from '../engine/unit.ts'
import { formatNumber } from '../language/format.ts'
import { type Locale, text } from '../language/text.ts'
import type { Program } from '../program/program.ts'
import type { Role } from '../staff/rules.ts'
import { audienceOf } from './audience.ts'
import { cardFacts } from './board.ts'
import { type StartOutcome, startCampaign } from './deeds.ts'
import { showHere } from './draft/board.ts'
import { toMend } from './draft/card.ts'
import { draftFacts } from './draft/facts.ts'
import type { Drawer } from './draft/fit.ts'
import { fitRows } from './draft/fits.ts'
import { versionOf } from './draft/rules/edits.ts'
import { messagesFor } from './draft/sample.ts'
import { scheduleText } from './draft/words.ts'
import type { Campaign } from './rules/campaign.ts'
import { stateLine } from './show/card.ts'
import { sizeText } from './show/size.ts'
import { type Size, sizeOf } from './size.ts'
import { campaignById } from './store.ts'

/** What stands on a button that starts: the number that it repeats, and who presses it as what. */
export type Starting = { expected: number; role: Role }

/**
 * Tells how many it would go to and on which platforms something of it is cut, with a button that repeats the number. In a shop of more
 * customers than `atOnce` they are counted aside.
 */
export async function askToStart(
  turn: Turn,
  program: Program,
  campaign: Campaign,
  drawers: readonly Drawer[],
  atOnce: number,
): Promise<void> {
  const { unit, locale, now, contact } = turn
  if (campaign.state !== 'draft') return turn.say(await stateText(unit, program, campaign, locale))
  const wrong = toMend(campaign, await draftFacts(unit, campaign), program, locale, now)
  const read = await audienceOf(unit, program, campaign.audience)
  if ('problem' in read || wrong.length > 0) return turn.say(wrong.join('\n\n') || turn.t('campaign.refused.audience'))
  const messages = await messagesFor(unit, program, campaign, contact.customerId, locale)
  const losses = fitRows(messages, drawers, locale, true)
  const known: Saying = {
    text: [campaign.name, scheduleText(campaign.schedule, locale)].join('\n'),
    parts: losses.length > 0 ? [{ kind: 'facts', rows: losses }] : [],
  }
  if (!(await areMore(unit, atOnce)))
    return turn.say(readyMessage(known, campaign, await sizeOf(unit, program, read.condition, campaign), locale))
  await askForCount(turn, requestFor('ready', campaign, known), {
    ...known,
    text: [known.text, turn.t('campaign.counting')].join('\n'),
  })
}

/** A count that is for a draft as it is now. */
export const requestFor = (kind: 'preview' | 'ready' | 'start', campaign: Campaign, detail: Saying | Starting) => ({
  kind,
  subject: campaign.id,
  version: versionOf(campaign),
  detail: JSON.stringify(detail),
})

/** What was known before it was counted, with the number, and a button that repeats it. */
export const readyMessage = (known: Saying, campaign: Campaign, size: Size, locale: Locale): Saying => ({
  text: [known.text, sizeText(size, locale)].join('\n'),
  parts: [...(known.parts ?? []), ...(size.people === 0 ? [] : [buttons(startButton(campaign, size.people, locale))])],
})

/** Repeats the number, and carries what was to be seen then: neither may have changed when it is pressed. */
const startButton = (campaign: Campaign, people: number, locale: Locale): Button => ({
  label: text(locale, 'campaign.start', { people: formatNumber(people, locale) }),
  press: `campaign.start:${campaign.id}:${people}:${versionOf(campaign)}`,
  tone: 'primary',
})

/** The button that repeats the number was pressed. In a large shop they are counted anew aside before it starts. */
export async function start(turn: Turn, program: Program, about: string, atOnce: number): Promise<void> {
  const { unit, contact, role, locale, now } = turn
  const [, id, expected, version] = /^(\d{1,9}):(\d{1,9}):(\d{1,9})$/.exec(about) ?? []
  const campaign = id === undefined ? undefined : await campaignById(unit, Number(id))
  if (!campaign || expected === undefined) return turn.say(turn.t('button-gone'))
  const isCurrent = campaign.state === 'draft' && Number(version) === versionOf(campaign)
  if (isCurrent && (await areMore(unit, atOnce))) {
    const request = requestFor('start', campaign, { expected: Number(expected), role })
    return askForCount(turn, request, { text: turn.t('campaign.recounting', { name: campaign.name }) }, true)
  }
  const by = { id: contact.customerId, role }
  const outcome = await startCampaign(unit, program, campaign.id, by, Number(expected), Number(version))
  const answer = await startAnswer(unit, program, outcome, locale, now)
  if (outcome.kind === 'refused') return turn.say(answer)
  turn.update(answer)
  // How it goes on is shown by the card.
  return showHere(turn, program, outcome.campaign)
}

/** Says what came of a start. */
export async function startAnswer(
  unit: Unit,
  program: Program,
  outcome: StartOutcome,
  locale: Locale,
  now: Date,
): Promise<Saying> {
  const t = (key: string, values?: Record<string, string | number>) => text(locale, key, values)
  if (outcome.kind !== 'refused') return { text: t(`campaign.begun.${outcome.kind}`, { name: outcome.campaign.name }) }
  switch (outcome.why) {
    case 'gone':
      return { text: t('button-gone') }
    case 'state':
      return { text: await stateText(unit, program, outcome.campaign, locale, now) }
    case 'changed':
      return {
        text: t('campaign.refused.changed', { people: outcome.people }),
        parts: [buttons(startButton(outcome.campaign, outcome.people, locale))],
      }
    case 'edited':
      return editedMessage(outcome.campaign, locale)
    default:
      return { text: t(`campaign.refused.${outcome.why}`) }
  }
}

/** What is said of a draft that is not any more as somebody saw it. */
export const editedMessage = ({ id }: Campaign, locale: Locale): Saying => ({
  text: text(locale, 'campaign.refused.edited'),
  parts: [buttons({ label: text(locale, 'campaign.draft.preview'), press: `campaign.preview:${id}` })],
})

/** How a campaign stands, for whoever wanted to do what cannot be done then. */
export async function stateText(
  unit: Unit,
  program: Program,
  campaign: Campaign,
  locale: Locale,
  now = unit.now,
): Promise<string> {
  const state = stateLine(await cardFacts(unit, campaign), program, locale, now)
  return text(locale, 'campaign.refused.state', { name: campaign.name, state })
}
