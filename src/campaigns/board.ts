import { customerName } from '../customers/name.ts'
import { type Card, directSeats, managerSeats, redrawAll, type Seat, seatsOf, takeSeat } from '../desks/exports.ts'
import type { Unit } from '../engine/unit.ts'
import type { Program } from '../program/program.ts'
import { draftFacts } from './draft/facts.ts'
import type { Campaign } from './rules/campaign.ts'
import { type CardFacts, drawCampaign } from './show/card.ts'

/** The round that its card is about: the one that is to begin, or else the last that has. */
export function aboutCampaign({ id, state, round }: Campaign): string {
  const isAhead = state === 'draft' || state === 'waiting' || state === 'scheduled' || state === 'asking'
  return `campaign:${id}:${isAhead ? round + 1 : Math.max(1, round)}`
}

/** What a card says of a campaign. */
export async function cardFacts(unit: Unit, campaign: Campaign): Promise<CardFacts> {
  const { changedBy, startedBy } = campaign
  return {
    campaign,
    by: changedBy === null ? null : await unit.ask(customerName, changedBy),
    starter: startedBy === null ? null : await unit.ask(customerName, startedBy),
    ...(campaign.state === 'draft' && { draft: await draftFacts(unit, campaign) }),
  }
}

async function cardOf(unit: Unit, program: Program, campaign: Campaign): Promise<Card> {
  const facts = await cardFacts(unit, campaign)
  return {
    about: aboutCampaign(campaign),
    cause: 'campaign.card',
    draw: (locale) => drawCampaign(facts, program, locale, unit.now),
  }
}

/** Shows a campaign to whoever started it; where it is shown already it is drawn anew. */
export async function showCampaign(unit: Unit, program: Program, campaign: Campaign): Promise<void> {
  const { startedBy } = campaign
  if (startedBy === null) return
  await showTo(unit, program, campaign, await directSeats(unit, [startedBy]))
}

/** Shows it to all other managers, for one of them has to approve. */
export async function showManagers(unit: Unit, program: Program, campaign: Campaign): Promise<void> {
  const seats = await managerSeats(unit)
  await showTo(
    unit,
    program,
    campaign,
    seats.filter(({ seat }) => seat !== `staff:${campaign.startedBy}`),
  )
}

/** At seats where it is not shown yet; somebody may see it elsewhere already, where he has written it. */
async function showTo(unit: Unit, program: Program, campaign: Campaign, seats: readonly Seat[]): Promise<void> {
  const about = aboutCampaign(campaign)
  const shown = await unit.ask(seatsOf, about)
  const isShown = ({ seat }: Seat) => shown.some((it) => it.seat === seat || it.seat.startsWith(`${seat}:`))
  for (const seat of seats) if (!isShown(seat)) await takeSeat(unit, about, seat)
  await redrawCampaign(unit, program, campaign)
}

/** Draws it anew wherever it is shown; with `round` as the one of that round, which is over. */
export async function redrawCampaign(unit: Unit, program: Program, campaign: Campaign, round?: number): Promise<void> {
  const about = round === undefined ? aboutCampaign(campaign) : `campaign:${campaign.id}:${round}`
  await redrawAll(unit, about, async () => ({ ...(await cardOf(unit, program, campaign)), about }))
}
