import type { Unit } from '../engine/unit.ts'
import type { Program } from '../program/program.ts'
import { redrawCampaign } from './board.ts'
import { platformsOf } from './feed.ts'
import { type Campaign, leftOf, type Progress } from './rules/campaign.ts'
import { campaignById, keepProgress } from './store.ts'

/** At least so long after one look at a card comes the next, in milliseconds. */
const apartMs = 5_000
/** How much of the rate is that since the last look; the rest is what it was before. */
const fresh = 0.5

/** Draws the card of a campaign that is being sent anew, if something has come of it since a while ago. */
export async function showProgress(unit: Unit, program: Program, id: number): Promise<void> {
  const campaign = await campaignById(unit, id)
  if (campaign?.state !== 'sending' && campaign?.state !== 'paused') return
  const now = unit.now.getTime()
  const { progress, figures, state } = campaign
  if (progress && now - progress.at < apartMs && now >= progress.at) return
  const done = figures.sent + figures.failed + figures.unknown
  const next: Progress = { at: now, done, rate: state === 'sending' ? rateOf(progress, done, now) : 0, until: null }
  next.until = await untilOf(unit, campaign, next.rate)
  if (progress && progress.done === done && progress.rate === next.rate && progress.until === next.until) return
  await keepProgress(unit, id, next)
  await redrawCampaign(unit, program, { ...campaign, progress: next })
}

function rateOf(before: Progress | null, done: number, now: number): number {
  if (!before || now <= before.at) return 0
  const since = ((done - before.done) * 1_000) / (now - before.at)
  return before.rate === 0 ? since : since * fresh + before.rate * (1 - fresh)
}

/** When the last may be done: at that rate, and not before it is the turn of the last. */
async function untilOf(unit: Unit, { id, figures }: Campaign, rate: number): Promise<number | null> {
  if (rate <= 0) return null
  let until = unit.now.getTime() + (leftOf(figures) * 1_000) / rate
  for (const platform of await platformsOf(unit, id)) {
    const [row] = await unit.sql.query<{ due: Date | null }>(
      `SELECT max(due) AS "due::time" FROM campaign_recipient WHERE "campaignId" = ? AND platform = ? AND state = 'waiting'`,
      id,
      platform,
    )
    until = Math.max(until, row?.due?.getTime() ?? 0)
  }
  return Math.round(until)
}
