import type { Unit } from '../../engine/unit.ts'
import { alone } from '../alone.ts'
import type { DraftProblem } from '../make.ts'
import { problemsOf } from '../make.ts'
import type { Campaign } from '../rules/campaign.ts'
import { longestName } from '../rules/campaign.ts'
import { campaignById, campaignCalled, deleteDraft, insertCampaign, keepDraft, type NewCampaign } from '../store.ts'
import { type Clash, changed, changedSince, copied, type DraftChange, edited, partsChanged } from './rules/edits.ts'
import { draftsTopic } from './topic.ts'

/**
 * What came of a change. `since`: what others had changed since that version, and `lost` what of it is replaced now, as it
 * was. `state`: it is no draft any more.
 */
export type ChangeOutcome =
  | { kind: 'changed'; campaign: Campaign; since: Clash[]; before: Campaign }
  | { kind: 'refused'; why: 'gone' }
  | { kind: 'refused'; why: 'state'; campaign: Campaign }
  | { kind: 'refused'; why: 'problems'; campaign: Campaign; problems: DraftProblem[] }

/** Makes a draft. A name that another campaign has gets a number. */
export function makeDraft(unit: Unit, made: NewCampaign): Promise<Campaign> {
  return alone(unit, () => insert(unit, made))
}

/** Changes a draft that somebody had before him in that version. Nothing is kept when anything is wrong. */
export function changeDraft(
  unit: Unit,
  { id, version }: { id: number; version: number },
  by: string,
  change: DraftChange,
): Promise<ChangeOutcome> {
  return alone(unit, async () => {
    const before = await campaignById(unit, id)
    if (!before) return { kind: 'refused', why: 'gone' }
    if (before.state !== 'draft') return { kind: 'refused', why: 'state', campaign: before }
    const after = changed(before, change)
    const parts = partsChanged(before, after)
    const since = changedSince(before.edits, version, by)
    if (parts.length === 0) return { kind: 'changed', campaign: before, since, before }
    const problems = problemsOf(after)
    const namesake = parts.includes('name') ? await campaignCalled(unit, after.name) : undefined
    if (namesake && namesake.id !== id) problems.push({ part: 'name', why: 'taken' })
    if (problems.length > 0) return { kind: 'refused', why: 'problems', campaign: before, problems }
    const campaign = { ...after, edits: edited(before.edits, parts, by, unit.now) }
    await keepDraft(unit, campaign)
    unit.notify(draftsTopic)
    return { kind: 'changed', campaign, since, before }
  })
}

/** Gives the draft that it was; undefined when it was none any more. */
export function dropDraft(unit: Unit, id: number): Promise<Campaign | undefined> {
  return alone(unit, async () => {
    const campaign = await campaignById(unit, id)
    return campaign && (await deleteDraft(unit, id)) ? campaign : undefined
  })
}

/** Makes a new draft of a campaign, whatever became of that. */
export function copyCampaign(unit: Unit, id: number, by: string): Promise<Campaign | undefined> {
  return alone(unit, async () => {
    const campaign = await campaignById(unit, id)
    return campaign && insert(unit, { ...copied(campaign), name: campaign.name, createdBy: by })
  })
}

async function insert(unit: Unit, made: NewCampaign): Promise<Campaign> {
  const name = await freeName(unit, made.name)
  const id = await insertCampaign(unit, { ...made, name })
  const campaign = id === undefined ? undefined : await campaignById(unit, id)
  if (!campaign) throw new Error('a draft could not be made')
  unit.notify(draftsTopic)
  return campaign
}

/** That name, or with a number behind it the first that no campaign has. */
async function freeName(unit: Unit, wanted: string): Promise<string> {
  if (!(await campaignCalled(unit, wanted))) return wanted
  const [, stem = wanted, digits = '1'] = /^(.*\S) ([1-9]\d{0,4})$/s.exec(wanted) ?? []
  for (let nth = Number(digits) + 1; ; nth += 1) {
    const ending = ` ${nth}`
    const name = [...stem].slice(0, longestName - ending.length).join('') + ending
    if (!(await campaignCalled(unit, name))) return name
  }
}
