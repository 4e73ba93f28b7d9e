import type { Counting, CountRequest } from '../audiences/exports.ts'
import type { Saying } from '../engine/making.ts'
import type { Unit } from '../engine/unit.ts'
import { text } from '../language/text.ts'
import type { Program } from '../program/program.ts'
import { audienceOf } from './audience.ts'
import { startCampaign } from './deeds.ts'
import { previewMessage } from './draft/preview.ts'
import { versionOf } from './draft/rules/edits.ts'
import type { Campaign } from './rules/campaign.ts'
import { addSizes, noSize, type Size, sizeOf } from './size.ts'
import { editedMessage, readyMessage, type Starting, startAnswer, stateText } from './start.ts'
import { campaignById } from './store.ts'

/** How in a large shop it is counted whom a campaign would go to: to look at it, before it is started, and as it is. */
export const campaignCounting = (program: Program): Counting<Campaign, Size> => ({
  kinds: ['preview', 'ready', 'start'],
  nothing: noSize,
  async look(unit, request) {
    const campaign = await campaignById(unit, request.subject)
    if (!campaign || versionOf(campaign) !== request.version) return undefined
    if (request.kind !== 'preview' && campaign.state !== 'draft') return undefined
    const read = await audienceOf(unit, program, campaign.audience, { now: request.created, each: true })
    return 'problem' in read ? undefined : { of: campaign, condition: read.condition }
  },
  add: async (unit, campaign, condition, before) => addSizes(before, await sizeOf(unit, program, condition, campaign)),
  tell: (unit, request, campaign, size) => told(unit, program, request, campaign, size),
  async overtaken(unit, { subject, kind, locale }) {
    const campaign = await campaignById(unit, subject)
    if (!campaign) return { text: text(locale, 'campaign.draft.gone') }
    if (campaign.state !== 'draft' && kind !== 'preview')
      return { text: await stateText(unit, program, campaign, locale) }
    const read = await audienceOf(unit, program, campaign.audience)
    return 'problem' in read ? { text: text(locale, 'campaign.refused.audience') } : editedMessage(campaign, locale)
  },
})

async function told(
  unit: Unit,
  program: Program,
  { kind, detail, askedBy, locale }: CountRequest,
  campaign: Campaign,
  size: Size,
): Promise<Saying> {
  if (kind !== 'start') {
    const known = JSON.parse(detail) as Saying
    return kind === 'preview' ? previewMessage(known, size, locale) : readyMessage(known, campaign, size, locale)
  }
  const { expected, role } = JSON.parse(detail) as Starting
  const by = { id: askedBy, role }
  const outcome = await startCampaign(unit, program, campaign.id, by, expected, versionOf(campaign), size.people)
  return startAnswer(unit, program, outcome, locale, unit.now)
}
