import type { Unit } from '../engine/unit.ts'
import type { Program } from '../program/program.ts'
import type { Campaign } from './rules/campaign.ts'
import { beginsAt, nextWall, wallAt } from './rules/schedule.ts'
import { type CampaignChange, changeCampaign, clearFigures } from './store.ts'
import { campaignsTopic } from './topic.ts'

/** What makes a campaign begin at the next time of its schedule, or now; undefined when that has passed. */
export function beginning({ schedule, wall }: Campaign, program: Program, now: Date): CampaignChange | undefined {
  if (schedule.when === 'now') return { state: 'sending' }
  const here = wallAt(now, program.timeZone)
  const next = nextWall(schedule, wall !== null && wall > here ? wall : here)
  if (next === undefined) return undefined
  const at = beginsAt(next, schedule.own, program.timeZone)
  return { state: 'scheduled', wall: next, due: at > now ? at : now }
}

/** Opens the next round of a campaign: from now on its audience is written down, and then sent to. */
export async function openRound(unit: Unit, campaign: Campaign, more: CampaignChange = {}): Promise<boolean> {
  const isOpen = await changeCampaign(unit, campaign, {
    ...more,
    state: 'sending',
    round: campaign.round + 1,
    started: unit.now,
    ended: null,
    cursor: null,
    frozen: null,
  })
  if (isOpen) await clearFigures(unit, campaign.id)
  unit.notify(campaignsTopic)
  return isOpen
}
