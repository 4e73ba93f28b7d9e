import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { FakeAdapter } from '../../adapters/fake/adapter.ts'
import { startCampaign } from '../../src/campaigns/deeds.ts'
import { makeCampaign } from '../../src/campaigns/make.ts'
import type { Database, Dialect } from '../../src/database/database.ts'
import { RegularsEngine } from '../../src/engine/engine.ts'
import { Measures } from '../../src/engine/measures.ts'
import { allFeatures } from '../../src/features.ts'
import { usualTypes } from '../../src/files/rules.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { notUnderstood } from '../../src/welcome/flow.ts'
import { Mortal } from '../complaints/mortal.ts'
import { eachDatabase } from '../databases.ts'
import { MemoryBlobs } from '../files/memory.ts'
import { silent } from '../log.ts'
import { awake, crowd, draft } from './shop.ts'

const people = 6
const program = { ...defaultProgram, ...awake }

/** A shop whose program dies at its n-th step while it sends a campaign, and is started again. */
class Town {
  readonly platform = new FakeAdapter({ platform: 'fake' })
  readonly #database: Database
  mortal = new Mortal(Number.POSITIVE_INFINITY, false)
  engine: RegularsEngine | undefined

  constructor(database: Database) {
    this.#database = database
  }

  async starts(steps = Number.POSITIVE_INFINITY, after = false): Promise<void> {
    this.mortal = new Mortal(steps, after)
    const engine = new RegularsEngine({
      database: this.mortal.database(this.#database, ['fake', 'campaigns']),
      features: allFeatures(program),
      unknown: notUnderstood,
      files: { blobs: new MemoryBlobs(), rules: { most: 1_000, types: usualTypes } },
      log: silent,
      measures: new Measures(),
    })
    this.engine = engine
    const up = async () => {
      await engine.connect(this.mortal.adapter(this.platform, false))
      await engine.start()
    }
    await Promise.race([up(), this.mortal.died])
  }

  /** Starts a campaign, unless it dies over that. */
  async sends(name: string): Promise<void> {
    const { engine } = this
    if (!engine) throw new Error('nothing runs')
    const start = engine.run(async (unit) => {
      const made = await makeCampaign(unit, program, draft({ name, points: 3 }))
      if ('problems' in made) throw new Error('not made')
      const by = { id: '0-fake-1', role: 'manager' as const }
      return startCampaign(unit, program, made.campaign.id, by, people)
    })
    await Promise.race([start, this.mortal.died])
  }

  /** Waits until it is done or dead. Gives whether it is dead. */
  async ends(name: string): Promise<'dead' | 'done'> {
    for (;;) {
      if (this.mortal.dead) {
        await this.mortal.rest()
        void this.engine?.stop()
        return 'dead'
      }
      const [row] = await this.#database.query<{ open: boolean }>(
        `SELECT NOT EXISTS (SELECT 1 FROM campaign WHERE name = ? AND state = 'done')
           OR EXISTS (SELECT 1 FROM delivery WHERE state IN ('queued', 'sending')) AS "open::boolean"`,
        name,
      )
      if (!row?.open && !this.mortal.dead) return 'done'
      await turn()
    }
  }

  async stops(): Promise<void> {
    await this.engine?.stop()
  }
}

type Row = { customerId: string; state: string; sends: number; unknowns: number; points: number }

/** `stride`: of how many steps each is tried. */
async function dies(database: Database, dialect: Dialect, after: boolean, stride: number): Promise<number> {
  const town = new Town(database)
  await town.starts()
  if (town.engine) await crowd(town.engine, 'fake', people, null)
  await town.stops()
  let deaths = 0
  for (let steps = 1; ; steps += stride) {
    const name = `${dialect} ${after} ${steps}`
    const shownBefore = town.platform.shown.length
    await town.starts(steps, after)
    if (!town.mortal.dead) await town.sends(name)
    let outcome = await town.ends(name)
    const died = outcome === 'dead'
    if (died) {
      deaths += 1
      await town.starts()
      const [known] = await database.query('SELECT id FROM campaign WHERE name = ?', name)
      if (!known) await town.sends(name)
      outcome = await town.ends(name)
    }
    expect(outcome).toBe('done')
    await town.stops()
    const [campaign] = await database.query<{ id: number; total: number; sent: number; unknown: number }>(
      'SELECT id, total, sent, "unknown" FROM campaign WHERE name = ?',
      name,
    )
    const rows = await database.query<Row>(
      `SELECT r."customerId", r.state,
         (SELECT count(*) FROM delivery d WHERE d.recipient = r.id) AS sends,
         (SELECT coalesce(sum(d.unknowns), 0) FROM delivery d WHERE d.recipient = r.id) AS unknowns,
         (SELECT coalesce(sum(a.points), 0) FROM adjustment a WHERE a.reference = 'campaign ' || r."campaignId" || ' ' || r.id) AS points
       FROM campaign_recipient r WHERE r."campaignId" = ? ORDER BY r."customerId"`,
      campaign?.id ?? 0,
    )
    const where = `${name}: ${JSON.stringify(rows)}`
    expect(rows.length, where).toBe(people)
    expect(new Set(rows.map(({ customerId }) => customerId)).size, where).toBe(people)
    for (const row of rows) {
      expect(['sent', 'unknown'], where).toContain(row.state)
      expect(row, where).toMatchObject({ sends: 1, unknowns: row.state === 'unknown' ? 1 : 0 })
      expect(row.points, where).toBe(3)
    }
    const unknown = rows.filter(({ state }) => state === 'unknown').length
    expect(campaign, where).toMatchObject({ total: people, sent: people - unknown, unknown })
    // whoever it was sent to has seen it once; whoever nobody knows of, once or not at all
    const seen = Map.groupBy(town.platform.shown.slice(shownBefore), ({ place }) => place.channel)
    const promotions = [...seen.values()].flat().filter(({ message }) => message.text.startsWith('Hello Guest'))
    expect(promotions.length, where).toBeLessThanOrEqual(people)
    expect(promotions.length, where).toBeGreaterThanOrEqual(people - unknown)
    expect(new Set(promotions.map(({ place }) => place.channel)).size, where).toBe(promotions.length)
    if (!died) return deaths
  }
}

eachDatabase(({ open, dialect }) => {
  // All steps on SQLite; on PostgreSQL, where each takes longer, some.
  const stride = dialect === 'sqlite' ? 1 : 5
  for (const after of [false, true])
    test(`killed ${after ? 'after' : 'before'} any step it goes on: everybody once, and points once`, async () => {
      const deaths = await dies(await open(), dialect, after, stride)
      expect(deaths * stride).toBeGreaterThan(15)
    })
})
