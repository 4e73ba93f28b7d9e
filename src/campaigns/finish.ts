import type { Unit } from '../engine/unit.ts'
import type { Program } from '../program/program.ts'
import { beginning } from './begin.ts'
import { redrawCampaign } from './board.ts'
import type { Campaign } from './rules/campaign.ts'
import { comesAgain } from './rules/schedule.ts'
import { campaignById, changeCampaign } from './store.ts'
import { campaignsTopic } from './topic.ts'

/** Ends a round, or what is left of a cancelled campaign, once everybody is accounted for. Gives whether it did. */
export async function finish(unit: Unit, program: Program, { id, round, state }: Campaign): Promise<boolean> {
  const [row] = await unit.sql.query<{ open: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM campaign_recipient WHERE "campaignId" = ? AND state = 'waiting')
       OR EXISTS (SELECT 1 FROM campaign_recipient WHERE state = 'queued' AND "campaignId" = ?) AS "open::boolean"`,
    id,
    id,
  )
  if (row?.open) return false
  const campaign = await campaignById(unit, id)
  if (!campaign || campaign.round !== round || campaign.state !== state) return false
  if (state === 'cancelled') {
    if (!(await changeCampaign(unit, campaign, { ended: unit.now }))) return false
  } else {
    if (campaign.frozen === null) return false
    const next = comesAgain(campaign.schedule) ? beginning(campaign, program, unit.now) : undefined
    const over = { state: 'done' as const, ended: unit.now, changedBy: null }
    if (!(await changeCampaign(unit, campaign, { ...over, ...next }))) return false
    unit.notify(campaignsTopic)
  }
  const ended = await campaignById(unit, id)
  // The card of the round says how that went; the next has one of its own.
  if (ended) await redrawCampaign(unit, program, state === 'cancelled' ? ended : { ...ended, state: 'done' }, round)
  return true
}
