import { DateTime } from 'luxon'
import type { Unit } from '../engine/unit.ts'
import { recordAdjustment } from '../points/exports.ts'
import { validity } from '../points/rules.ts'
import type { Program } from '../program/program.ts'
import { countEach } from './store.ts'

type Ended = {
  id: number
  campaignId: number
  customerId: string
  state: 'sent' | 'failed' | 'unknown'
}

/** Most that are written down in one transaction. */
const page = 1_000

/** Until when a message that is sent then counts for the cap. */
export function countsUntil(
  at: Date,
  { campaigns: { cap }, timeZone }: Pick<Program, 'campaigns' | 'timeZone'>,
): Date | null {
  if (cap === null) return null
  const { unit, count } = cap.window
  return DateTime.fromJSDate(at, { zone: timeZone })
    .plus({ [unit]: count })
    .toJSDate()
}

/**
 * Writes down what became of the messages that left since the last look, each once, with what follows from it: figures, and
 * points for those who got one, or may have. Gives how many there were.
 */
export async function settle(unit: Unit, program: Program): Promise<number> {
  const ended = await unit.sql.query<Ended>(
    `UPDATE campaign_recipient SET state = given.state, why = given.why, sent = given.ended, counts = ?
     FROM (SELECT r.id, d.state, d.ended, CASE WHEN d.state = 'sent' THEN NULL WHEN d.trouble = 'unreachable' THEN 'unreachable'
         WHEN d.state = 'unknown' THEN 'unknown' ELSE 'refused' END AS why
       FROM campaign_recipient r JOIN delivery d ON d.recipient = r.id
       WHERE r.state = 'queued' AND d.state IN ('sent', 'failed', 'unknown') ORDER BY r.id LIMIT ${page}) AS given
     WHERE campaign_recipient.id = given.id AND campaign_recipient.state = 'queued'
     RETURNING campaign_recipient.id, campaign_recipient."campaignId", campaign_recipient."customerId", campaign_recipient.state`,
    countsUntil(unit.now, program),
  )
  if (ended.length === 0) return 0
  await countEach(unit, ended)
  // Nearly all whose outcome is unknown have got it, and a message that promises points must keep its word.
  await givePoints(
    unit,
    program,
    ended.filter(({ state }) => state !== 'failed'),
  )
  return ended.length
}

/** Each recipient gets them once: under a reference of his own. */
async function givePoints(unit: Unit, program: Program, reached: readonly Ended[]): Promise<void> {
  const ids = [...new Set(reached.map(({ campaignId }) => campaignId))]
  if (ids.length === 0) return
  const campaigns = await unit.sql.query<{ id: number; name: string; points: number }>(
    `SELECT id, name, points FROM campaign WHERE id ${unit.sql.among('bigint')} AND points > 0`,
    ids,
  )
  const { expiresAt } = validity(unit.now, program)
  const giving = new Map(campaigns.map((campaign) => [campaign.id, campaign]))
  await Promise.all(
    reached.flatMap(({ id, campaignId, customerId }) => {
      const campaign = giving.get(campaignId)
      if (!campaign) return []
      return unit.act(recordAdjustment, {
        reference: `campaign ${campaignId} ${id}`,
        customerId,
        points: campaign.points,
        reason: campaign.name,
        author: `campaign:${campaignId}`,
        expiresAt,
      })
    }),
  )
}
