import type { Run } from '../../../engine/making.ts'
import type { Program } from '../../../program/program.ts'
import { codeKey } from '../../../purchases/exports.ts'
import type { Campaign } from '../../rules/campaign.ts'
import { type Counted, countEffect } from '../count.ts'
import { type Presses, pressesOf } from '../press.ts'
import { overTime } from '../rules/over-time.ts'
import { sentOver } from '../sent.ts'

/** Purchases that carried the code of a campaign. `money` in minor units. */
type Redeemed = { purchases: number; money: number }

/** All that a report about a campaign tells: of one round, or of all together with the last of them one by one. */
export type Gathered = Counted & {
  campaign: Campaign
  /** The one round; null for all of them. */
  round: number | null
  presses: Presses[]
  redeemed: Redeemed | null
  each: ({ round: number } & Counted)[]
  /** When the messages left. */
  sent: ReturnType<typeof overTime>
}

/** Most rounds that are told one by one. */
const mostRounds = 6

/** Works out what a campaign brought, piece by piece. */
export async function gatherEffect(
  run: Run,
  program: Pick<Program, 'campaigns'>,
  campaign: Campaign,
  round: number | null,
): Promise<Gathered> {
  const rounds = round === null ? Array.from({ length: campaign.round }, (_, nth) => nth + 1) : [round]
  const counted = await countEffect(run, program, campaign, rounds)
  const presses = await run((unit) => pressesOf(unit, campaign.id, rounds))
  const { code } = campaign
  const redeemed = code === null ? null : await run((unit) => redeemedWith(unit.sql, code, campaign.created))
  const each: Gathered['each'] = []
  for (const one of rounds.length > 1 ? rounds.slice(-mostRounds) : [])
    each.push({ round: one, ...(await countEffect(run, program, campaign, [one])) })
  const sent = overTime(await sentOver(run, campaign.id, rounds))
  return { ...counted, campaign, round, presses, redeemed, each, sent }
}

async function redeemedWith(
  sql: Parameters<Parameters<Run>[0]>[0]['sql'],
  code: string,
  since: Date,
): Promise<Redeemed> {
  const [row] = await sql.query<Redeemed>(
    `SELECT count(*) AS purchases, coalesce(sum(CAST(amount - refunded AS double precision)), 0) AS money FROM purchase
     WHERE code = ? AND at >= ? AND refunded < amount`,
    codeKey(code),
    since,
  )
  return row ?? { purchases: 0, money: 0 }
}
