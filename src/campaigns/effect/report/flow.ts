import type { Address } from '../../../chat.ts'
import type { PressDefinition } from '../../../engine/feature.ts'
import { buttons, type Turn } from '../../../engine/turn.ts'
import type { Program } from '../../../program/program.ts'
import type { SubjectReport } from '../../../reports/report.ts'
import type { Campaign } from '../../rules/campaign.ts'
import { campaignById, campaignCalled, lastCampaigns } from '../../store.ts'
import type { Outside } from '../links/address.ts'
import { gatherEffect } from './gather.ts'
import { reportMessages } from './message.ts'
import { askForReport } from './requests.ts'
import { tableOf } from './table.ts'

/** Most campaigns that are listed. */
const listed = 10
/** Above so many recipients a report is worked out aside, for nobody is to wait for it but who asked. */
export const mostAtOnce = 20_000

/** What somebody who asks for a report about campaigns may be shown, and how. */
type Tools = { program: Program; outside: Outside; atOnce: number }

/** What one campaign brought, by its name. */
export const campaignReport = (tools: Tools): SubjectReport => ({
  show: (turn, words, isFile) => showCalled(turn, tools, words, isFile),
})

export const reportPresses = (tools: Tools): Record<string, PressDefinition> => ({
  'campaign.effect': { role: 'manager', run: (turn, about) => showNumbered(turn, tools, about) },
  'campaign.table': { role: 'manager', run: (turn, about) => showNumbered(turn, tools, about, true) },
})

async function showCalled(turn: Turn, tools: Tools, words: string, isFile: boolean): Promise<void> {
  if (words === '') return list(turn)
  const campaign = await campaignCalled(turn.unit, words)
  if (campaign) return show(turn, tools, campaign, null, isFile)
  turn.say(turn.t('campaign.unknown', { name: words }))
  await list(turn)
}

/** Those of which something was sent. */
async function list(turn: Turn): Promise<void> {
  const campaigns = (await lastCampaigns(turn.unit, listed)).filter(({ round }) => round > 0)
  if (campaigns.length === 0) return turn.say(turn.t('effect.nothing'))
  const choices = campaigns.map(({ id, name }) => ({ label: name, press: `campaign.effect:${id}` }))
  turn.say({ text: turn.t('effect.which'), parts: [buttons(...choices)] })
}

async function showNumbered(turn: Turn, tools: Tools, about: string, isFile = false): Promise<void> {
  const [, id, round] = /^(\d{1,9})(?::(\d{1,6}))?$/.exec(about) ?? []
  const campaign = id === undefined ? undefined : await campaignById(turn.unit, Number(id))
  if (!campaign || (round !== undefined && (Number(round) < 1 || Number(round) > campaign.round)))
    return turn.say(turn.t('button-gone'))
  await show(turn, tools, campaign, round === undefined ? null : Number(round), isFile)
}

async function show(
  turn: Turn,
  tools: Tools,
  campaign: Campaign,
  round: number | null,
  isFile: boolean,
): Promise<void> {
  const { unit, locale, now, happening, contact } = turn
  const { program, outside, atOnce } = tools
  if (campaign.round === 0) return turn.say(turn.t('effect.nothing'))
  if (isFile) return turn.say(tableOf(campaign, locale))
  if (await isMany(turn, campaign.id, atOnce)) {
    const { where, who, direct } = happening
    const address: Address = { place: where, ...(direct ? {} : { only: who }) }
    await askForReport(unit, { campaignId: campaign.id, round, askedBy: contact.customerId, address, locale })
    return turn.say(turn.t('effect.wait'))
  }
  const gathered = await gatherEffect((job) => job(unit), program, campaign, round)
  for (const message of reportMessages(gathered, { program, locale, now, outside })) turn.say(message)
}

async function isMany({ unit }: Turn, campaign: number, most: number): Promise<boolean> {
  const rows = await unit.sql.query(
    'SELECT 1 AS one FROM campaign_recipient WHERE "campaignId" = ? LIMIT 1 OFFSET ?',
    campaign,
    most,
  )
  return rows.length > 0
}
