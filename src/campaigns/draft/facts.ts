import { type Audience, type AudienceProblem, prepareWords, readAudience } from '../../audiences/exports.ts'
import { customerName } from '../../customers/name.ts'
import type { Unit } from '../../engine/unit.ts'
import type { Campaign } from '../rules/campaign.ts'
import { type PictureState, pictureStateOf } from './picture.ts'
import { type DraftPart, lastEdit } from './rules/edits.ts'

/**
 * What is known of a draft beside what stands in it. `meant`: whom its audience means, as it was read; `rejected`: who did not approve it when
 * it was started before.
 */
export type DraftFacts = {
  meant: Audience | undefined
  problem: AudienceProblem | undefined
  picture: PictureState
  edit: { name: string; at: Date; parts: DraftPart[] } | undefined
  rejected: string | undefined
}

export async function draftFacts(unit: Unit, campaign: Campaign): Promise<DraftFacts> {
  const read = readAudience(campaign.audience)
  const prepared = await prepareWords(unit, campaign.audience)
  const last = lastEdit(campaign.edits)
  const { startedBy, changedBy } = campaign
  return {
    meant: 'audience' in read ? read.audience : undefined,
    problem: 'problem' in prepared ? prepared.problem : undefined,
    picture: await pictureStateOf(unit, campaign),
    rejected: startedBy === null || changedBy === null ? undefined : await unit.ask(customerName, changedBy),
    edit: last && { name: await unit.ask(customerName, last.by), at: last.at, parts: last.parts },
  }
}
