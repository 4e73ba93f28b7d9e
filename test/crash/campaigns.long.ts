import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startCampaign } from '../../src/campaigns/deeds.ts'
import { makeCampaign } from '../../src/campaigns/make.ts'
import { openDatabase } from '../../src/database/open.ts'
import { RegularsEngine } from '../../src/engine/engine.ts'
import { Measures } from '../../src/engine/measures.ts'
import { allFeatures } from '../../src/features.ts'
import { usualTypes } from '../../src/files/rules.ts'
import { loadProgram } from '../../src/program/load.ts'
import { draft } from '../campaigns/shop.ts'
import { eachDatabase } from '../databases.ts'
import { MemoryBlobs } from '../files/memory.ts'
import { silent } from '../log.ts'
import { seeded } from '../platforms/shared/random.ts'
import { startTelegram, type TelegramServer } from '../platforms/telegram/server.ts'
import { environment } from './fronts/telegram.ts'
import { type Peek, peekInto } from './peek.ts'
import { Program } from './program.ts'
import { kills, patience, seed } from './survives.ts'

const people = 5_000
const firstChat = 3_000_000_000
/** Longest time after the last kill until all is sent, in milliseconds. */
const restMs = 120_000

/** Nobody sleeps for the next hours, whenever this is run. */
function programFile(folder: string): string {
  const hour = String((new Date().getUTCHours() + 12) % 24).padStart(2, '0')
  const path = join(folder, 'program.yaml')
  writeFileSync(path, `quiet: { from: ${hour}:00, to: ${hour}:01 }\ncampaigns: { cap: 0, approval: 1000000 }\n`)
  return path
}

/** Puts the customers into the database and starts a campaign for them, without a process that sends it. */
async function prepare(url: string, path: string): Promise<void> {
  const database = await openDatabase(url, { log: silent })
  const program = loadProgram(path)
  const engine = new RegularsEngine({
    database,
    features: allFeatures(program),
    unknown: () => {},
    files: { blobs: new MemoryBlobs(), rules: { most: 1_000, types: usualTypes } },
    log: silent,
    measures: new Measures(),
  })
  await engine.run(async (unit) => {
    const numbers = JSON.stringify(Array.from({ length: people }, (_, nth) => firstChat + nth))
    const list = unit.dialect === 'sqlite' ? 'json_each(?)' : 'jsonb_array_elements_text(?::jsonb) AS each_one (value)'
    await unit.sql.execute(
      `INSERT INTO customer (id, name, locale, card, notices, consent, created, platform, seen)
       SELECT 'c' || value, 'Guest', 'en', 'c' || value, TRUE, 'yes', ?, 'telegram', ? FROM ${list}`,
      unit.now,
      unit.now,
      numbers,
    )
    await unit.sql.execute(
      `INSERT INTO identity (platform, person, "customerId", "ownerId", channel, created, seen)
       SELECT 'telegram', CAST(value AS text), 'c' || value, 'c' || value, CAST(value AS text), ?, ? FROM ${list}`,
      unit.now,
      unit.now,
      numbers,
    )
    const made = await makeCampaign(unit, program, draft({ points: 1 }))
    if ('problems' in made) throw new Error('not made')
    const outcome = await startCampaign(unit, program, made.campaign.id, { id: 'c0', role: 'manager' }, people)
    if (outcome.kind !== 'started') throw new Error(`not started: ${JSON.stringify(outcome)}`)
  })
  await engine.stop()
  await database.close()
}

type Counted = { state: string; n: number }

/** What became of everybody, and what people saw. */
async function judge(peek: Peek, telegram: TelegramServer) {
  const states = await peek.rows<Counted>('SELECT state, count(*) AS n FROM campaign_recipient GROUP BY state')
  const [rows] = await peek.rows<{ n: number; people: number }>(
    'SELECT count(*) AS n, count(DISTINCT "ownerId") AS people FROM campaign_recipient',
  )
  const [deliveries] = await peek.rows<{ n: number; recipients: number }>(
    'SELECT count(*) AS n, count(DISTINCT recipient) AS recipients FROM delivery WHERE recipient IS NOT NULL',
  )
  const [points] = await peek.rows<{ n: number; points: number }>(
    'SELECT count(*) AS n, coalesce(sum(points), 0) AS points FROM adjustment',
  )
  const [figures] = await peek.rows<object>('SELECT total, sent, failed, "unknown", skipped, held, state FROM campaign')
  const unknown = await peek.rows<{ customerId: string }>(
    `SELECT "customerId" FROM campaign_recipient WHERE state = 'unknown'`,
  )
  const seen = telegram.counts()
  const all = Array.from({ length: people }, (_, nth) => seen.get(firstChat + nth) ?? 0)
  const doubted = new Set(unknown.map(({ customerId }) => Number(customerId.slice(1)) - firstChat))
  return {
    count: (state: string) => states.find((row) => row.state === state)?.n ?? 0,
    rows,
    deliveries,
    points,
    figures,
    twice: all.filter((times) => times > 1).length,
    /** Nobody saw it, and that is known. */
    lost: all.filter((times, nth) => times === 0 && !doubted.has(nth)).length,
    unknownAndSeen: [...doubted].filter((nth) => (all[nth] ?? 0) > 0).length,
  }
}

eachDatabase((fresh) => {
  test(
    'whenever the program is killed, everybody in the audience has one row, nobody is left out, and nobody gets it twice',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'regulars-campaign-'))
      const telegram = await startTelegram({ seed })
      telegram.fault({ kind: 'delay', on: 'sendMessage', ms: 20, spread: 120 })
      for (let nth = 0; nth < people; nth += 1) telegram.person({ id: firstChat + nth, name: 'Guest', started: true })
      const url = await fresh.url()
      const path = programFile(folder)
      await prepare(url, path)
      const program = await Program.on({
        folder,
        env: { ...environment(telegram), DATABASE_URL: url, PROGRAM: path, LOG_LEVEL: 'error', OWNERS: 'telegram:1' },
      })
      const random = seeded(seed)
      const times = kills(3)
      let killed = 0
      try {
        await using peek = await peekInto(url)
        const left = async () => {
          const [row] = await peek.rows<{ n: number }>(`SELECT count(*) AS n FROM campaign WHERE state <> 'done'`)
          return row?.n ?? 0
        }
        program.start()
        for (; killed < times && (await left()) > 0; killed += 1) {
          await program.ready
          // most of them while messages are under way, some before
          if (random() < 0.9) await Promise.race([telegram.arrival('sendMessage'), pause(5_000)])
          await pause(random() * 150)
          await program.kill()
          program.start()
        }
        await program.ready
        const end = performance.now() + restMs
        while ((await left()) > 0 && performance.now() < end) await pause(50)
        await program.stop()
        const found = await judge(peek, telegram)
        const { count, twice, lost, unknownAndSeen } = found
        process.stdout.write(
          `${fresh.dialect}: killed ${killed} times; of ${people} sent ${count('sent')}, unknown ${count('unknown')} ` +
            `(of which ${unknownAndSeen} arrived), failed ${count('failed')}, twice ${twice}, lost ${lost}\n`,
        )
        expect(found.rows).toEqual({ n: people, people })
        expect(found.deliveries).toEqual({ n: people, recipients: people })
        expect(count('sent') + count('unknown')).toBe(people)
        expect(found).toMatchObject({ twice: 0, lost: 0 })
        expect(found.points).toEqual({ n: people, points: people })
        expect(found.figures).toMatchObject({
          total: people,
          sent: count('sent'),
          unknown: count('unknown'),
          state: 'done',
        })
        expect(program.errors).toEqual([])
      } finally {
        await program.kill()
        await telegram.stop()
        rmSync(folder, { recursive: true, force: true })
      }
    },
    patience(3),
  )
})
