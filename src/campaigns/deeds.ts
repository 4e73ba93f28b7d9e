import type { Unit } from '../engine/unit.ts'
import type { Program } from '../program/program.ts'
import { may, type Role } from '../staff/rules.ts'
import { alone } from './alone.ts'
import { audienceOf } from './audience.ts'
import { beginning, openRound } from './begin.ts'
import { redrawCampaign, showCampaign, showManagers } from './board.ts'
import { versionOf } from './draft/rules/edits.ts'
import type { Campaign, CampaignState } from './rules/campaign.ts'
import { type ActRefusal, type CampaignAct, decideAct, isAsExpected } from './rules/decide.ts'
import { sizeOf } from './size.ts'
import { campaignById, changeCampaign } from './store.ts'
import { campaignsTopic } from './topic.ts'

/** Who does something to a campaign. */
export type By = { id: string; role: Role }

/**
 * What came of a start. `changed`: there are `people` now; `edited`: what is to be said was changed; `empty`: there is nobody; `past`: the time has passed; `state`: it was
 * started already, or is over.
 */
export type StartOutcome =
  | { kind: 'started' | 'scheduled' | 'waiting'; campaign: Campaign; people: number }
  | { kind: 'refused'; why: 'gone' | 'role' | 'audience' | 'empty' | 'past' }
  | { kind: 'refused'; why: 'state' | 'edited'; campaign: Campaign }
  | { kind: 'refused'; why: 'changed'; campaign: Campaign; people: number }

/**
 * Starts a campaign for about as many people as were told to whoever starts it, in the version that he saw, if any is named. `counted`:
 * how many there are now, where that was counted aside. Above the size in the program it waits for a second manager.
 */
export function startCampaign(
  unit: Unit,
  program: Program,
  id: number,
  by: By,
  expectedCount: number,
  version?: number,
  counted?: number,
): Promise<StartOutcome> {
  return alone(unit, async () => {
    const campaign = await campaignById(unit, id)
    if (!campaign) return { kind: 'refused', why: 'gone' }
    if (!may(by.role, 'manager')) return { kind: 'refused', why: 'role' }
    if (campaign.state !== 'draft') return { kind: 'refused', why: 'state', campaign }
    if (version !== undefined && version !== versionOf(campaign)) return { kind: 'refused', why: 'edited', campaign }
    const read = await audienceOf(unit, program, campaign.audience)
    if ('problem' in read) return { kind: 'refused', why: 'audience' }
    const people = counted ?? (await sizeOf(unit, program, read.condition, campaign)).people
    if (!isAsExpected(people, expectedCount)) return { kind: 'refused', why: 'changed', campaign, people }
    if (people === 0) return { kind: 'refused', why: 'empty' }
    const started = { startedBy: by.id, changedBy: by.id, expected: people }
    if (people > program.campaigns.approval) {
      await changeCampaign(unit, campaign, { ...started, state: 'waiting' })
      const waiting = await present(unit, id)
      await showCampaign(unit, program, waiting)
      await showManagers(unit, program, waiting)
      return { kind: 'waiting', campaign: waiting, people }
    }
    if (!(await begin(unit, program, campaign, started))) return { kind: 'refused', why: 'past' }
    const begun = await present(unit, id)
    await showCampaign(unit, program, begun)
    return { kind: begun.state === 'scheduled' ? 'scheduled' : 'started', campaign: begun, people }
  })
}

async function begin(
  unit: Unit,
  program: Program,
  campaign: Campaign,
  more: { startedBy?: string; approvedBy?: string; changedBy: string; expected?: number },
): Promise<boolean> {
  const beginsWith = beginning(campaign, program, unit.now)
  if (!beginsWith) return false
  if (beginsWith.state === 'sending') await openRound(unit, campaign, more)
  else await changeCampaign(unit, campaign, { ...beginsWith, ...more })
  unit.notify(campaignsTopic)
  return true
}

/** What came of an act. With `state` it is told who was first, where that was somebody. */
export type ActOutcome =
  | { kind: 'done'; campaign: Campaign }
  | { kind: 'refused'; why: ActRefusal | 'past'; campaign: Campaign }
  | { kind: 'refused'; why: 'gone' }

/** Pauses a campaign, resumes or cancels it, approves or refuses it. Of two at once the second sees what the first has done. */
export function actOn(unit: Unit, program: Program, id: number, act: CampaignAct, by: By): Promise<ActOutcome> {
  return alone(unit, async () => {
    const campaign = await campaignById(unit, id)
    if (!campaign) return { kind: 'refused', why: 'gone' }
    const decision = decideAct(campaign, act, by)
    if ('refused' in decision) return { kind: 'refused', why: decision.refused, campaign }
    const isDone = await change(unit, program, campaign, act, decision.to, by)
    if (!isDone) return { kind: 'refused', why: 'past', campaign }
    unit.notify(campaignsTopic)
    const changed = await present(unit, id)
    await redrawCampaign(unit, program, changed)
    return { kind: 'done', campaign: changed }
  })
}

async function change(
  unit: Unit,
  program: Program,
  campaign: Campaign,
  act: CampaignAct,
  to: CampaignState | 'begin',
  by: By,
): Promise<boolean> {
  const changedBy = by.id
  if (to === 'begin') return begin(unit, program, campaign, { approvedBy: by.id, changedBy })
  if (act === 'go') return openRound(unit, campaign, { changedBy })
  const isUnderWay = campaign.state === 'sending' || campaign.state === 'paused'
  // What is under way is ended once everybody who still waits is accounted for.
  const ended = to === 'cancelled' && !isUnderWay ? { ended: unit.now } : {}
  return changeCampaign(unit, campaign, { state: to, changedBy, ...ended })
}

async function present(unit: Unit, id: number): Promise<Campaign> {
  const campaign = await campaignById(unit, id)
  if (!campaign) throw new Error(`campaign ${id} is gone`)
  return campaign
}
