import { records } from '../database/records.ts'
import { shareIn } from '../database/share.ts'
import type { Unit } from '../engine/unit.ts'
import type { Program } from '../program/program.ts'
import { audienceOf } from './audience.ts'
import { exclusionOf, nowsIn } from './eligible.ts'
import { lotsOf, shareBelow } from './rules/arms.ts'
import type { Campaign } from './rules/campaign.ts'
import { dueIn } from './rules/due.ts'
import { changeCampaign, count } from './store.ts'

/** How many customers are looked at in one transaction: nobody waits long for it to end. */
const page = 5_000

/** What an audience was made of is gone, such as a segment. */
export class UnreadableAudience extends Error {}

const zones = records({ zone: 'text', due: 'timestamp' })

/**
 * Writes the next piece of the audience down: everybody in it, in which arm, when it is his turn, or why not. What is written
 * stays, whatever becomes of the customers. Gives whether there is more.
 */
export async function freezeMore(unit: Unit, program: Program, campaign: Campaign): Promise<boolean> {
  const { id, round, cursor } = campaign
  const after = cursor ?? ''
  const [last] = await unit.sql.query<{ id: string | null; n: number }>(
    `SELECT max(id) AS id, count(*) AS n FROM (SELECT id FROM customer WHERE id > ? ORDER BY id LIMIT ?) AS page`,
    after,
    page,
  )
  const upTo = last?.id ?? null
  if (upTo === null) {
    await changeCampaign(unit, campaign, { cursor: null, frozen: unit.now })
    return false
  }
  if (!(await changeCampaign(unit, campaign, { cursor: upTo }))) return false
  await writeDown(unit, program, campaign, after, upTo)
  const written = await unit.sql.query<{ state: string; n: number }>(
    `SELECT state, count(*) AS n FROM campaign_recipient WHERE "campaignId" = ? AND round = ? AND "ownerId" > ? AND "ownerId" <= ?
     GROUP BY state`,
    id,
    round,
    after,
    upTo,
  )
  const of = (state: string) => written.find((row) => row.state === state)?.n ?? 0
  await count(unit, id, {
    total: written.reduce((sum, { n }) => sum + n, 0),
    skipped: of('skipped'),
    held: of('held'),
  })
  return true
}

async function writeDown(unit: Unit, program: Program, campaign: Campaign, after: string, upTo: string): Promise<void> {
  const { id, round, holdout, split } = campaign
  const read = await audienceOf(unit, program, campaign.audience, {
    now: campaign.started ?? unit.now,
    each: true,
  })
  if ('problem' in read) throw new UnreadableAudience(`the audience of campaign ${id} cannot be read any more`)
  const { condition } = read
  const { dialect } = unit
  const lots = lotsOf(id)
  const isHeld = `${shareIn(dialect, `'${lots.holdout}' || c.id`)} < ${shareBelow(holdout)}`
  const isSecond = `${shareIn(dialect, `'${lots.split}' || c.id`)} < ${shareBelow(split)}`
  const arm = `CASE WHEN ${holdout > 0 ? isHeld : 'FALSE'} THEN 'holdout' WHEN ${split > 0 ? isSecond : 'FALSE'} THEN 'b' ELSE 'a' END`
  const why = exclusionOf(program)
  const due = await zonesOf(unit, program, campaign, after, upTo)
  const usual = dueIn(null, ownWall(campaign), unit.now, program)
  // The limit cuts nothing off: with it, what stands within is worked out once for each, however often it is used outside.
  await unit.sql.execute(
    `INSERT INTO campaign_recipient ("campaignId", round, "customerId", "ownerId", platform, arm, state, why, due, turn)
     SELECT ${id}, ${round}, f.id, f.id, f.platform, f.arm,
       CASE WHEN f.why IS NOT NULL THEN 'skipped' WHEN f.arm = 'holdout' THEN 'held' ELSE 'waiting' END, f.why,
       coalesce(z.due, ?), coalesce(z.due, ?)
     FROM (SELECT c.id, coalesce(c.platform, '') AS platform, c."timeZone" AS zone, ${arm} AS arm, ${why} AS why
       FROM customer AS c WHERE c.id > ? AND c.id <= ? AND (${condition.sql}) ORDER BY c.id LIMIT ${page}) AS f
     LEFT JOIN ${zones.in(dialect)} AS z ON z.zone = f.zone ORDER BY f.id`,
    usual,
    usual,
    ...nowsIn(why, unit.now),
    after,
    upTo,
    ...condition.params,
    zones.param(due, dialect),
  )
}

/** The time at which everybody is to get it by his own clock, if that is so. */
const ownWall = ({ schedule, wall }: Campaign) => (schedule.when !== 'now' && schedule.own ? wall : null)

/** When it is the turn of those in each zone. */
async function zonesOf(unit: Unit, program: Program, campaign: Campaign, after: string, upTo: string) {
  const found = await unit.sql.query<{ zone: string }>(
    'SELECT DISTINCT "timeZone" AS zone FROM customer WHERE id > ? AND id <= ? AND "timeZone" IS NOT NULL',
    after,
    upTo,
  )
  return found.map(({ zone }) => ({ zone, due: dueIn(zone, ownWall(campaign), unit.now, program) }))
}
