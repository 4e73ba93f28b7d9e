import { addressOf } from '../../customers/reach.ts'
import { cardName, leaveSeat, type Seat, seatsOf, takeSeat } from '../../desks/exports.ts'
import { takeAway } from '../../engine/outbox.ts'
import type { Turn } from '../../engine/turn.ts'
import type { Unit } from '../../engine/unit.ts'
import type { Program } from '../../program/program.ts'
import { aboutCampaign, redrawCampaign } from '../board.ts'
import type { Campaign } from '../rules/campaign.ts'

/**
 * Shows the card of a campaign to whoever acts, in his own conversation on that platform, and draws it anew wherever else it is shown. It
 * stays where it is for those who fill in a form above it; below what was said step by step, or when it is asked for, it comes anew, and
 * the one above goes.
 */
export async function showHere(turn: Turn, program: Program, campaign: Campaign): Promise<void> {
  const { unit, happening } = turn
  const about = aboutCampaign(campaign)
  const shown = (await unit.ask(seatsOf, about)).find(({ seat }) => seat.startsWith(`${ownerSeat(turn)}:`))
  if (!shown || happening.kind !== 'filled') {
    if (shown) await leave(unit, about, shown)
    await takeSeat(unit, about, await ownSeat(turn, shown))
  }
  await redrawCampaign(unit, program, campaign)
  if (!happening.direct) turn.say(turn.t('campaign.elsewhere'))
}

/** Takes a draft away wherever it is shown. */
export async function hideDraft(unit: Unit, campaign: Campaign): Promise<void> {
  const about = aboutCampaign(campaign)
  for (const seat of await unit.ask(seatsOf, about)) await leave(unit, about, seat)
}

async function leave(unit: Unit, about: string, { seat, address }: Seat): Promise<void> {
  takeAway(unit, { name: cardName(about, seat), place: address.place, lane: 'alert', cause: 'campaign.card' })
  await leaveSeat(unit, about, seat)
}

/** Somebody's seats on that platform begin with this. */
const ownerSeat = ({ contact, happening }: Pick<Turn, 'contact' | 'happening'>) =>
  `staff:${contact.customerId}:${happening.who.platform}`

/** A seat of its own each time, so that what is said there is not taken for what is taken away at the one before. */
async function ownSeat({ contact, happening, unit, locale }: Turn, before: Seat | undefined): Promise<Seat> {
  const { platform, id } = happening.who
  const address = happening.direct
    ? { place: { platform, channel: happening.where.channel }, only: { platform, id } }
    : await unit.ask(addressOf, { platform, id })
  const nth = Number(before?.seat.split(':').at(-1) ?? 0) + 1
  return { seat: `${ownerSeat({ contact, happening })}:${nth}`, address, locale }
}
