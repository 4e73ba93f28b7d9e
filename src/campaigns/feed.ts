import { refusesPromotions } from '../consent/exports.ts'
import { addressAt, reachOf } from '../customers/reach.ts'
import { table } from '../database/table.ts'
import { say } from '../engine/outbox.ts'
import type { Unit } from '../engine/unit.ts'
import { wakefulness } from '../hours/quiet.ts'
import type { Program } from '../program/program.ts'
import { compose } from './compose.ts'
import { linksOf, type Outside } from './effect/links/address.ts'
import { complains, isFull, nowsIn } from './eligible.ts'
import { inSlot, knownOf } from './known.ts'
import type { Campaign } from './rules/campaign.ts'
import { fill, readTemplate, type Template } from './rules/template.ts'
import { countsUntil } from './settle.ts'
import { countEach } from './store.ts'

type Next = {
  id: number
  customerId: string
  arm: 'a' | 'b'
  zone: string | null
  due: Date
  stopped: boolean
  refuses: boolean
  complains: boolean
  full: boolean
  duplicate: boolean
  gone: boolean
}

const recipients = table('campaign_recipient', {
  id: 'id',
  state: 'text',
  why: 'text?',
  due: 'timestamp',
  closes: 'timestamp?',
  counts: 'timestamp?',
})

type Change = { id: number; state: string; why: string | null; due: Date; closes: Date | null; counts: Date | null }

/**
 * Puts the next messages of a campaign to that platform into the outbox, at most so many, each made for its recipient from what is
 * known now. Whoever is not to get it any more is passed over; for whom it is night, later. Gives how many were looked at.
 */
export async function feed(
  unit: Unit,
  program: Program,
  campaign: Campaign,
  platform: string,
  most: number,
  outside: Outside,
): Promise<number> {
  const next = await nextOf(unit, program, campaign, platform, most)
  if (next.length === 0) return 0
  const texts = templatesOf(campaign)
  const slots = new Set([...texts.a.slots, ...texts.b.slots])
  const ids = next.map(({ customerId }) => customerId)
  const [known, reaches] = await Promise.all([
    knownOf(unit, program, ids, slots),
    Promise.all(ids.map((id) => unit.ask(reachOf, id))),
  ])
  const counts = countsUntil(unit.now, program)
  const link = await linksOf(unit, outside, campaign.content)
  const given = new Set<string>()
  const changes = next.map((row, nth): Change => {
    const { id, due, customerId } = row
    const reach = reaches[nth]
    const why = passedOver(row, reach !== undefined, given.has(customerId))
    if (why !== undefined || !reach)
      return { id, state: 'skipped', why: why ?? 'gone', due, closes: null, counts: null }
    const { awake, until } = wakefulness(unit.now, row.zone, program)
    if (!awake) return { id, state: 'waiting', why: null, due: until, closes: null, counts: null }
    given.add(customerId)
    const about = known.get(customerId)
    const words = fill(
      texts[row.arm],
      (slot) => about && inSlot(slot, about, { program, code: campaign.code, locale: reach.locale, now: unit.now }),
    )
    say(unit, {
      to: addressAt(reach),
      message: compose(campaign.content, {
        recipient: id,
        words,
        code: slots.has('code') ? null : campaign.code,
        locale: reach.locale,
        link,
      }),
      lane: 'campaign',
      cause: `campaign ${campaign.id}`,
      customerId,
      recipient: id,
    })
    return { id, state: 'queued', why: null, due, closes: until, counts }
  })
  await unit.sql.update(recipients, changes, { by: ['id'], set: ['state', 'why', 'due', 'closes', 'counts'] })
  await countEach(
    unit,
    changes.flatMap(({ state }) => (state === 'skipped' ? [{ campaignId: campaign.id, state }] : [])),
  )
  return next.length
}

function passedOver(
  { gone, stopped, refuses, complains, full, duplicate }: Next,
  isReachable: boolean,
  isTwin: boolean,
): string | undefined {
  if (gone) return 'gone'
  if (duplicate || isTwin) return 'duplicate'
  if (stopped) return 'stopped'
  if (refuses) return 'consent'
  if (complains) return 'complaint'
  if (full) return 'cap'
  return isReachable ? undefined : 'unreachable'
}

/**
 * Those whose turn it is, with what decides whether they get it. Nobody else takes them until the unit ends. What stands with `+ 0` is
 * not to be looked up in an index: all of a campaign would be.
 */
function nextOf(
  unit: Unit,
  program: Program,
  { id, round }: Campaign,
  platform: string,
  most: number,
): Promise<Next[]> {
  const full = isFull(program, 'r."customerId"', 'f.id = r.id')
  return unit.sql.query<Next>(
    `SELECT r.id, r."customerId", r.arm, r.due, c."timeZone" AS zone, c.stopped IS NOT NULL AS "stopped::boolean",
       (${refusesPromotions(program, 'c')}) AS "refuses::boolean",
       (c.id IS NULL OR c."partOf" IS NOT NULL OR c.erased IS NOT NULL) AS "gone::boolean", ${complains('c.id')} AS "complains::boolean", ${full} AS "full::boolean",
       EXISTS (SELECT 1 FROM campaign_recipient t WHERE t."customerId" = r."customerId" AND t."campaignId" + 0 = r."campaignId"
         AND t.round + 0 = r.round AND t.id <> r.id AND t.state IN ('queued', 'sent', 'unknown')) AS "duplicate::boolean"
     FROM (SELECT * FROM campaign_recipient n WHERE n."campaignId" = ? AND n.round + 0 = ? AND n.platform = ? AND n.state = 'waiting'
         AND n.due <= ? ORDER BY n.due, n.id LIMIT ? ${unit.dialect === 'postgresql' ? 'FOR UPDATE SKIP LOCKED' : ''}) AS r
       LEFT JOIN customer c ON c.id = r."customerId" ORDER BY r.due, r.id`,
    ...nowsIn(full, unit.now),
    id,
    round,
    platform,
    unit.now,
    most,
  )
}

/** The texts of a campaign, which were found good when it was made. */
function templatesOf({ id, content }: Campaign): { a: Template; b: Template } {
  const of = (text: string) => {
    const read = readTemplate(text)
    if ('problem' in read) throw new Error(`the text of campaign ${id} cannot be read any more`)
    return read.template
  }
  const a = of(content.a)
  return { a, b: content.b === undefined ? a : of(content.b) }
}

/** The platforms on which somebody waits for that campaign. */
export async function platformsOf(unit: Unit, campaignId: number): Promise<string[]> {
  const first = `SELECT min(platform) AS platform FROM campaign_recipient WHERE "campaignId" = ? AND state = 'waiting'`
  const rows = await unit.sql.query<{ platform: string }>(
    `WITH RECURSIVE found (platform) AS (
       ${first} UNION ALL SELECT (${first} AND platform > found.platform) FROM found WHERE found.platform IS NOT NULL)
     SELECT platform FROM found WHERE platform IS NOT NULL`,
    campaignId,
    campaignId,
  )
  return rows.map(({ platform }) => platform)
}

/** How many are in the outbox of each platform. */
export async function queuedOn(unit: Unit): Promise<Map<string, number>> {
  const rows = await unit.sql.query<{ platform: string; n: number }>(
    `SELECT platform, count(*) AS n FROM campaign_recipient WHERE state = 'queued' GROUP BY platform`,
  )
  return new Map(rows.map(({ platform, n }) => [platform, n]))
}
