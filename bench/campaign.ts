import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { startCampaign } from '../src/campaigns/deeds.ts'
import { makeCampaign } from '../src/campaigns/make.ts'
import { openDatabase } from '../src/database/open.ts'
import { Batcher } from '../src/engine/batcher.ts'
import { makeLog } from '../src/log.ts'
import { loadProgram } from '../src/program/load.ts'
import { scratch } from './scratch.ts'

/** Id of the first chat that a campaign goes to; the others follow. */
export const firstRecipient = 3_000_000_000

/** A program in which nobody sleeps for the next hours, without a cap; its path. */
export function sleepless(): string {
  const hour = String((new Date().getUTCHours() + 12) % 24).padStart(2, '0')
  const path = join(scratch(), 'program.yaml')
  writeFileSync(
    path,
    `quiet: { from: ${hour}:00, to: ${hour}:01 }\ncampaigns: { cap: 0, approval: 100000000 }\npromotions: { consent: assumed }\n`,
  )
  return path
}

/** A new SQLite file with so many customers on Telegram, and a campaign to all of them that has just been started. */
export async function campaignFile(people: number, programPath: string): Promise<string> {
  const url = `file:${join(scratch(), 'campaign.db')}`
  const database = await openDatabase(url, { log: makeLog('silent') })
  const program = loadProgram(programPath)
  const batcher = new Batcher(database, { now: () => new Date() })
  await batcher.run(async (unit) => {
    const numbers = `WITH RECURSIVE n (i) AS (SELECT ${firstRecipient} UNION ALL SELECT i + 1 FROM n WHERE i < ${firstRecipient + people - 1})`
    await unit.sql.execute(
      `INSERT INTO customer (id, name, locale, card, created, platform, seen) ${numbers}
       SELECT 'c' || i, 'Guest ' || i, 'en', 'c' || i, ?, 'telegram', ? FROM n`,
      unit.now,
      unit.now,
    )
    await unit.sql.execute(
      `INSERT INTO identity (platform, person, "customerId", "ownerId", channel, created, seen) ${numbers}
       SELECT 'telegram', CAST(i AS text), 'c' || i, 'c' || i, CAST(i AS text), ?, ? FROM n`,
      unit.now,
      unit.now,
    )
    const made = await makeCampaign(unit, program, {
      name: 'Bench',
      audience: 'everyone',
      content: { a: 'Hello {name}, you have {points} points' },
      points: 0,
      code: null,
      schedule: { when: 'now' },
      holdout: 0,
      split: 0,
      createdBy: 'bench',
    })
    if ('problems' in made) throw new Error('no campaign could be made')
    const started = await startCampaign(unit, program, made.campaign.id, { id: 'bench', role: 'manager' }, people)
    if (started.kind !== 'started') throw new Error(`it did not start: ${started.kind}`)
  })
  await batcher.idle()
  await database.close()
  return url
}
