import type { Unit } from '../engine/unit.ts'
import type { Program } from '../program/program.ts'
import { nowsIn } from './eligible.ts'
import { droppedWhy } from './holds.ts'
import { count, countEach } from './store.ts'

/** Most that are looked at in one transaction. */
const page = 5_000

type Dropped = { delivery: number; id: number; campaignId: number; why: string }

/** Takes out of the outbox what is not to leave any more, and says why. */
export async function dropQueued(unit: Unit, program: Program): Promise<void> {
  const why = droppedWhy(program)
  const found = await unit.sql.query<Dropped>(
    `SELECT * FROM (SELECT d.id AS delivery, r.id, r."campaignId", ${why} AS why
       FROM campaign_recipient r JOIN delivery d ON d.recipient = r.id JOIN campaign k ON k.id = r."campaignId"
       JOIN customer c ON c.id = r."customerId" WHERE r.state = 'queued' AND d.state = 'queued') AS each_one
     WHERE why IS NOT NULL ORDER BY id LIMIT ${page}`,
    ...nowsIn(why, unit.now),
  )
  for (const [reason, all] of Map.groupBy(found, (row) => row.why)) await drop(unit, reason, all)
}

/** Those that have left meanwhile stay as they are. */
async function drop(unit: Unit, why: string, all: readonly Dropped[]): Promise<void> {
  const taken = await unit.sql.query<{ recipient: number }>(
    `UPDATE delivery SET state = 'skipped', trouble = ?, ended = ? WHERE id ${unit.sql.among('bigint')} AND state = 'queued'
     RETURNING recipient`,
    why,
    unit.now,
    all.map(({ delivery }) => delivery),
  )
  const mine = new Set(taken.map(({ recipient }) => recipient))
  const ids = all.filter(({ id }) => mine.has(id))
  await unit.sql.execute(
    `UPDATE campaign_recipient SET state = 'skipped', why = ?, counts = NULL WHERE id ${unit.sql.among('bigint')}`,
    why,
    ids.map(({ id }) => id),
  )
  await countEach(
    unit,
    ids.map(({ campaignId }) => ({ campaignId, state: 'skipped' as const })),
  )
}

/** What could not leave before the night of its customer waits for the morning; the outbox is free for others. */
export async function takeBack(unit: Unit): Promise<number> {
  const rows = await unit.sql.query<{ recipient: number }>(
    `DELETE FROM delivery WHERE id IN (SELECT d.id FROM campaign_recipient r JOIN delivery d ON d.recipient = r.id
       WHERE r.state = 'queued' AND d.state = 'queued' AND r.closes <= ? ORDER BY d.id LIMIT ${page}) AND state = 'queued'
     RETURNING recipient`,
    unit.now,
  )
  await waitAgain(
    unit,
    rows.map(({ recipient }) => recipient),
  )
  return rows.length
}

/** What a campaign that was paused has in the outbox waits outside of it, so that others find room there. */
export async function withdraw(unit: Unit, campaignId: number): Promise<void> {
  const rows = await unit.sql.query<{ recipient: number }>(
    `DELETE FROM delivery WHERE id IN (SELECT d.id FROM campaign_recipient r JOIN delivery d ON d.recipient = r.id
       WHERE r.state = 'queued' AND r."campaignId" = ? AND d.state = 'queued' ORDER BY d.id LIMIT ${page}) AND state = 'queued'
     RETURNING recipient`,
    campaignId,
  )
  await waitAgain(
    unit,
    rows.map(({ recipient }) => recipient),
  )
}

async function waitAgain(unit: Unit, recipients: readonly number[]): Promise<void> {
  if (recipients.length === 0) return
  await unit.sql.execute(
    `UPDATE campaign_recipient SET state = 'waiting', closes = NULL, counts = NULL WHERE id ${unit.sql.among('bigint')} AND state = 'queued'`,
    recipients,
  )
}

/** Nobody who still waits for a cancelled campaign gets it. Gives whether somebody did. */
export async function skipWaiting(unit: Unit, campaignId: number): Promise<boolean> {
  const skipped = await unit.sql.execute(
    `UPDATE campaign_recipient SET state = 'skipped', why = 'cancelled' WHERE state = 'waiting' AND id IN (
       SELECT id FROM campaign_recipient WHERE "campaignId" = ? AND state = 'waiting' ORDER BY due, id LIMIT ${page})`,
    campaignId,
  )
  if (skipped > 0) await count(unit, campaignId, { skipped })
  return skipped > 0
}
