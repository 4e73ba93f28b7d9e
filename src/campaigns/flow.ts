import type { Button } from '../chat.ts'
import { customerName } from '../customers/name.ts'
import { seatsOf } from '../desks/exports.ts'
import type { CommandDefinition, PressDefinition } from '../engine/feature.ts'
import { buttons, type Turn } from '../engine/turn.ts'
import { locales, text } from '../language/text.ts'
import type { Program } from '../program/program.ts'
import { aboutCampaign, cardFacts } from './board.ts'
import { type ActOutcome, actOn } from './deeds.ts'
import { showHere } from './draft/board.ts'
import type { Drawer } from './draft/fit.ts'
import { keepPress } from './effect/press.ts'
import type { Campaign } from './rules/campaign.ts'
import { type CampaignAct, campaignActs } from './rules/decide.ts'
import { drawCampaign, stateLine } from './show/card.ts'
import { askToStart, start, stateText } from './start.ts'
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
  atOnce: number,
): Record<string, PressDefinition> => ({
  ...Object.fromEntries(
    campaignActs.map((act): [string, PressDefinition] => [
      `campaign.${act}`,
      { role: 'manager', run: (turn, about) => press(turn, program, act, about) },
    ]),
  ),
  'campaign.show': {
    role: 'manager',
    run: (turn, about) => withNumbered(turn, about, (it) => show(turn, program, it)),
  },
  'campaign.ready': {
    role: 'manager',
    run: (turn, about) => withNumbered(turn, about, (it) => askToStart(turn, program, it, drawers(), atOnce)),
  },
  'campaign.start': { role: 'manager', run: (turn, about) => start(turn, program, about, atOnce) },
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

async function withNumbered(turn: Turn, about: string, run: (campaign: Campaign) => Promise<void>): Promise<void> {
  const campaign = /^\d{1,9}$/.test(about) ? await campaignById(turn.unit, Number(about)) : undefined
  return campaign ? run(campaign) : turn.say(turn.t('button-gone'))
}

async function show(turn: Turn, program: Program, campaign: Campaign): Promise<void> {
  if (campaign.state === 'draft') return showHere(turn, program, campaign)
  turn.say(drawCampaign(await cardFacts(turn.unit, campaign), program, turn.locale, turn.now))
}

async function press(turn: Turn, program: Program, act: CampaignAct, about: string): Promise<void> {
  if (!/^\d{1,9}$/.test(about)) return turn.say(turn.t('button-gone'))
  const outcome = await actOn(turn.unit, program, Number(about), act, byOf(turn))
  await tellAct(turn, program, outcome)
}

async function tellAct(turn: Turn, program: Program, outcome: ActOutcome): Promise<void> {
  if (outcome.kind === 'refused') {
    if (outcome.why === 'gone') return turn.say(turn.t('button-gone'))
    if (outcome.why === 'state') return turn.say(await stateText(turn.unit, program, outcome.campaign, turn.locale))
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
