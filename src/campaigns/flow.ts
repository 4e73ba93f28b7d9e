import type { Button } from '../chat.ts'
import { customerName } from '../customers/name.ts'
import { seatsOf } from '../desks/exports.ts'
import type { CommandDefinition, PressDefinition } from '../engine/feature.ts'
import { buttons, type Turn } from '../engine/turn.ts'
import { formatNumber } from '../language/format.ts'
import { locales, text } from '../language/text.ts'
import type { Program } from '../program/program.ts'
import { audienceOf } from './audience.ts'
import { aboutCampaign, cardFacts } from './board.ts'
import { type ActOutcome, actOn, type StartOutcome, startCampaign } from './deeds.ts'
import { showHere } from './draft/board.ts'
import { toMend } from './draft/card.ts'
import { draftFacts } from './draft/facts.ts'
import type { Drawer } from './draft/fit.ts'
import { fitRows } from './draft/fits.ts'
import { versionOf } from './draft/rules/edits.ts'
import { messagesFor } from './draft/sample.ts'
import { scheduleText } from './draft/words.ts'
import { keepPress } from './effect/press.ts'
import type { Campaign } from './rules/campaign.ts'
import { type CampaignAct, campaignActs } from './rules/decide.ts'
import { drawCampaign, stateLine } from './show/card.ts'
import { sizeText } from './show/size.ts'
import { sizeOf } from './size.ts'
import { campaignById, campaignCalled, keepAnswer, lastCampaigns, recipientById } from './store.ts'

/** Most campaigns that are listed. */
const listed = 10

/** Words after the command that begin a new campaign. */
const newWords: ReadonlySet<string> = new Set(
  locales.flatMap((locale) => text(locale, 'campaign.new.words').split(',')),
)

export const campaignCommands = (program: Program): CommandDefinition[] => [
  {
    name: 'campaign',
    role: 'manager',
    opensFor: (args) => (newWords.has(args.toLowerCase()) ? 'campaign' : undefined),
    args: { name: 'name', kind: 'line', fits: (words) => words.length <= 60 },
    run: (turn, args) => (args === '' ? list(turn, program) : showCalled(turn, program, args)),
  },
]

/** `drawers` are the platforms that are connected. */
export const campaignPresses = (
  program: Program,
  drawers: () => readonly Drawer[],
): Record<string, PressDefinition> => ({
  ...Object.fromEntries(
    campaignActs.map((act): [string, PressDefinition] => [
      `campaign.${act}`,
      { role: 'manager', run: (turn, about) => press(turn, program, act, about) },
    ]),
  ),
  'campaign.show': { role: 'manager', run: (turn, about) => showNumbered(turn, program, about) },
  'campaign.ready': { role: 'manager', run: (turn, about) => askToStart(turn, program, about, drawers()) },
  'campaign.start': { role: 'manager', run: (turn, about) => start(turn, program, about) },
  'campaign.answer': { run: answer },
})

const byOf = ({ contact, role }: Turn) => ({ id: contact.customerId, role })

async function list(turn: Turn, program: Program): Promise<void> {
  const campaigns = await lastCampaigns(turn.unit, listed)
  const fresh: Button = { label: turn.t('campaign.new'), form: 'campaign', tone: 'primary' }
  if (campaigns.length === 0) return turn.say({ text: turn.t('campaign.none'), parts: [buttons(fresh)] })
  const rows = await Promise.all(
    campaigns.map(
      async (campaign): Promise<[string, string]> => [
        campaign.name,
        stateLine(await cardFacts(turn.unit, campaign), program, turn.locale, turn.now),
      ],
    ),
  )
  turn.say({
    text: turn.t('campaign.title'),
    parts: [
      { kind: 'facts', rows },
      buttons(fresh, ...campaigns.map(({ id, name }) => ({ label: name, press: `campaign.show:${id}` }))),
    ],
  })
}

async function showCalled(turn: Turn, program: Program, name: string): Promise<void> {
  const campaign = await campaignCalled(turn.unit, name)
  if (!campaign) return turn.say(turn.t('campaign.unknown', { name }))
  await show(turn, program, campaign)
}

async function numbered(turn: Turn, about: string): Promise<Campaign | undefined> {
  const campaign = /^\d{1,9}$/.test(about) ? await campaignById(turn.unit, Number(about)) : undefined
  if (!campaign) turn.say(turn.t('button-gone'))
  return campaign
}

async function showNumbered(turn: Turn, program: Program, about: string): Promise<void> {
  const campaign = await numbered(turn, about)
  if (campaign) await show(turn, program, campaign)
}

async function show(turn: Turn, program: Program, campaign: Campaign): Promise<void> {
  if (campaign.state === 'draft') return showHere(turn, program, campaign)
  turn.say(drawCampaign(await cardFacts(turn.unit, campaign), program, turn.locale, turn.now))
}

/** Tells how many it would go to and on which platforms something of it is cut, with a button that repeats the number. */
async function askToStart(turn: Turn, program: Program, about: string, drawers: readonly Drawer[]): Promise<void> {
  const campaign = await numbered(turn, about)
  if (!campaign) return
  if (campaign.state !== 'draft') return turn.say(await stateText(turn, program, campaign))
  const wrong = toMend(campaign, await draftFacts(turn.unit, campaign), program, turn.locale, turn.now)
  const read = await audienceOf(turn.unit, program, campaign.audience)
  if ('problem' in read || wrong.length > 0) return turn.say(wrong.join('\n\n') || turn.t('campaign.refused.audience'))
  const size = await sizeOf(turn.unit, program, read.condition, campaign)
  const messages = await messagesFor(turn.unit, program, campaign, turn.contact.customerId, turn.locale)
  const losses = fitRows(messages, drawers, turn.locale, true)
  turn.say({
    text: [campaign.name, scheduleText(campaign.schedule, turn.locale), sizeText(size, turn.locale)].join('\n'),
    parts: [
      ...(losses.length > 0 ? [{ kind: 'facts' as const, rows: losses }] : []),
      ...(size.people === 0 ? [] : [buttons(startButton(turn, campaign, size.people))]),
    ],
  })
}

/** Repeats the number, and carries what was to be seen then: neither may have changed when it is pressed. */
const startButton = (turn: Turn, campaign: Campaign, people: number): Button => ({
  label: turn.t('campaign.start', { people: formatNumber(people, turn.locale) }),
  press: `campaign.start:${campaign.id}:${people}:${versionOf(campaign)}`,
  tone: 'primary',
})

async function start(turn: Turn, program: Program, about: string): Promise<void> {
  const [, id, expected, version] = /^(\d{1,9}):(\d{1,9}):(\d{1,9})$/.exec(about) ?? []
  if (id === undefined || expected === undefined) return turn.say(turn.t('button-gone'))
  const outcome = await startCampaign(turn.unit, program, Number(id), byOf(turn), Number(expected), Number(version))
  await tellStart(turn, program, outcome)
}

/** Says what came of a start; how it goes on is shown by the card. */
async function tellStart(turn: Turn, program: Program, outcome: StartOutcome): Promise<void> {
  if (outcome.kind !== 'refused') {
    const { campaign, kind } = outcome
    turn.update({ text: turn.t(`campaign.begun.${kind}`, { name: campaign.name }) })
    return showHere(turn, program, campaign)
  }
  switch (outcome.why) {
    case 'gone':
      return turn.say(turn.t('button-gone'))
    case 'state':
      return turn.say(await stateText(turn, program, outcome.campaign))
    case 'changed':
      return turn.say({
        text: turn.t('campaign.refused.changed', { people: outcome.people }),
        parts: [buttons(startButton(turn, outcome.campaign, outcome.people))],
      })
    case 'edited':
      return turn.say({
        text: turn.t('campaign.refused.edited'),
        parts: [buttons({ label: turn.t('campaign.draft.preview'), press: `campaign.preview:${outcome.campaign.id}` })],
      })
    default:
      return turn.say(turn.t(`campaign.refused.${outcome.why}`))
  }
}

async function stateText(turn: Turn, program: Program, campaign: Campaign): Promise<string> {
  const state = stateLine(await cardFacts(turn.unit, campaign), program, turn.locale, turn.now)
  return turn.t('campaign.refused.state', { name: campaign.name, state })
}

async function press(turn: Turn, program: Program, act: CampaignAct, about: string): Promise<void> {
  if (!/^\d{1,9}$/.test(about)) return turn.say(turn.t('button-gone'))
  const outcome = await actOn(turn.unit, program, Number(about), act, byOf(turn))
  await tellAct(turn, program, outcome)
}

async function tellAct(turn: Turn, program: Program, outcome: ActOutcome): Promise<void> {
  if (outcome.kind === 'refused') {
    if (outcome.why === 'gone') return turn.say(turn.t('button-gone'))
    if (outcome.why === 'state') return turn.say(await stateText(turn, program, outcome.campaign))
    const { startedBy } = outcome.campaign
    const name = startedBy === null ? '' : await turn.unit.ask(customerName, startedBy)
    return turn.say(turn.t(`campaign.refused.${outcome.why}`, { name }))
  }
  // Where its card is, that tells.
  if (await isShownHere(turn, outcome.campaign)) return
  turn.update(drawCampaign(await cardFacts(turn.unit, outcome.campaign), program, turn.locale, turn.now))
}

async function isShownHere({ unit, happening }: Turn, campaign: Campaign): Promise<boolean> {
  const { platform, channel } = happening.where
  const seats = await unit.ask(seatsOf, aboutCampaign(campaign))
  return seats.some(({ address: { place } }) => place.platform === platform && place.channel === channel)
}

/** A customer has pressed a button that is an answer; the last one counts. */
async function answer(turn: Turn, about: string): Promise<void> {
  const [, id, nth] = /^(\d{1,12}):([1-9])$/.exec(about) ?? []
  const recipient = id === undefined ? undefined : await turn.unit.ask(recipientById, Number(id))
  if (id === '0') return turn.say(turn.t('campaign.preview.only'))
  if (!recipient || recipient.customerId !== turn.contact.customerId) return turn.say(turn.t('button-gone'))
  if (recipient.answer !== Number(nth)) await keepAnswer(turn.unit, recipient.id, Number(nth))
  await keepPress(turn.unit, { recipient: recipient.id, button: Number(nth) })
  turn.say(turn.t('campaign.answered'))
}
