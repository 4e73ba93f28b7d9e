import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FakeAdapter } from '../../adapters/fake/adapter.ts'
import type { Database } from '../../src/database/database.ts'
import { RegularsEngine } from '../../src/engine/engine.ts'
import { Measures } from '../../src/engine/measures.ts'
import { allFeatures } from '../../src/features.ts'
import { defaultProgram, type Program } from '../../src/program/program.ts'
import { notUnderstood } from '../../src/welcome/flow.ts'
import { Mortal } from '../complaints/mortal.ts'
import { eachDatabase, onDatabase } from '../databases.ts'
import { MemoryBlobs } from '../files/memory.ts'
import { silent } from '../log.ts'
import { days, hours, isQuestion, questionsTo, rule, Shop } from './shop.ts'

const program: Program = { ...defaultProgram, followUps: [rule(), rule({ id: 'again', wait: days(4) })] }

function engineOn(database: Database, now: () => Date): RegularsEngine {
  return new RegularsEngine({
    database,
    features: allFeatures(program),
    unknown: notUnderstood,
    files: { blobs: new MemoryBlobs(), rules: { most: 1_000, types: [] } },
    log: silent,
    measures: new Measures(),
    now,
  })
}

/** People who have written once, each with a purchase at that time. */
async function fill(database: Database, count: number, at: Date): Promise<void> {
  const engine = engineOn(database, () => at)
  for (let from = 0; from < count; from += 200)
    await Promise.all(
      Array.from({ length: Math.min(200, count - from) }, (_, nth) =>
        engine.run(async (unit) => {
          const id = `c${from + nth}`
          const row = [id, id, 'en', id, at] as const
          await unit.sql.execute(
            'INSERT INTO customer (id, name, locale, card, created) VALUES (?, ?, ?, ?, ?)',
            ...row,
          )
          await unit.sql.execute(
            'INSERT INTO identity (platform, person, "customerId", "ownerId", created, seen) VALUES (?, ?, ?, ?, ?, ?)',
            ...(['fake', id, id, id, at, at] as const),
          )
          await unit.sql.execute(
            `INSERT INTO purchase (id, source, reference, "customerId", "ownerId", amount, currency, at, points, balance, digest, created)
             VALUES (?, 'test', ?, ?, ?, 500, 'EUR', ?, 5, 5, '', ?)`,
            ...([`p${id}`, id, id, id, at, at] as const),
          )
        }),
      ),
    )
}

/** What the clock on the wall shows there, in whole hours. */
const hourIn = (timeZone: string, at: Date) =>
  Number(new Intl.DateTimeFormat('en', { hour: 'numeric', hourCycle: 'h23', timeZone }).format(at))

const settled = async (database: Database) => {
  for (;;) {
    const [row] = await database.query<{ busy: number }>(
      "SELECT count(*) AS busy FROM delivery WHERE state IN ('queued', 'sending')",
    )
    if (row?.busy === 0) return
    await new Promise((resolve) => setImmediate(resolve))
  }
}

const noon = new Date('2026-03-02T12:00Z')
const due = new Date(noon.getTime() + 3 * 86_400_000)
const sweeps = ['followups.gather', 'followups.recall', 'followups.ask']

eachDatabase((fresh) => {
  test('a process that dies at any step of a sweep asks nobody twice and leaves nobody out', async () => {
    // more than fit into one transaction
    const people = 230
    let tried = 0
    for (let steps = 1, dies = true; dies; steps += fresh.dialect === 'sqlite' ? 1 : 2)
      for (const after of [false, true]) {
        const database = await fresh.open()
        await fill(database, people, noon)
        const mortal = new Mortal(steps, after)
        const first = engineOn(mortal.database(database, []), () => due)
        const sweeping = (async () => {
          for (const name of sweeps) await first.clock.sweep(name)
        })()
        await Promise.race([sweeping, mortal.died])
        await mortal.rest()
        dies = mortal.dead
        const second = engineOn(database, () => due)
        const platform = new FakeAdapter()
        await second.connect(platform)
        for (const name of sweeps) await second.clock.sweep(name)
        await settled(database)
        await second.stop()
        const asked = platform.shown.filter(isQuestion).map(({ place }) => place.channel)
        expect(asked.sort(), `${steps} ${after}`).toEqual(Array.from({ length: people }, (_, nth) => `c${nth}`).sort())
        tried = steps
      }
    expect(tried).toBeGreaterThan(6)
  })
})

describe('postgresql', () => {
  const fresh = onDatabase('postgresql')
  test('two processes that sweep at once ask each customer once', async () => {
    const { database, url } = await fresh.openAt()
    const { openDatabase } = await import('../../src/database/open.ts')
    const other = await openDatabase(url, { log: silent })
    fresh.after(() => other.close())
    await fill(database, 700, noon)
    const later = new Date(due.getTime() + 86_400_000)
    const engines = [database, other].map((it) => engineOn(it, () => later))
    await Promise.all(
      engines.map(async ({ clock }) => {
        for (const name of sweeps) await clock.sweep(name)
      }),
    )
    const rows = await database.query<{ state: string; count: number }>(
      'SELECT state, count(*) AS count FROM follow_up GROUP BY state ORDER BY state',
    )
    expect(rows).toEqual([
      { state: 'asked', count: 700 },
      { state: 'waiting', count: 700 },
    ])
    const said = await database.query<{ customerId: string }>('SELECT "customerId" FROM delivery')
    expect(new Set(said.map(({ customerId }) => customerId)).size).toBe(700)
    expect(said).toHaveLength(700)
  })
})

describe('whatever happens', () => {
  const fresh = onDatabase('sqlite')
  const zones = [
    'UTC',
    'Europe/Berlin',
    'America/St_Johns',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'Pacific/Apia',
    null,
  ]
  const event = fc.oneof(
    fc.record({ kind: fc.constant('sells' as const), who: fc.nat(2) }),
    // mostly somebody looks; else the program is down meanwhile
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('passes' as const),
        minutes: fc.integer({ min: 1, max: 1440 }),
        looks: fc.boolean(),
      }),
    },
    fc.record({ kind: fc.constant('stops' as const), who: fc.nat(2), off: fc.boolean() }),
  )
  const lives = fc.record({
    start: fc.date({ min: new Date('2026-03-01'), max: new Date('2026-11-01'), noInvalidDate: true }),
    zones: fc.array(fc.constantFrom(...zones), { minLength: 3, maxLength: 3 }),
    events: fc.array(event, { minLength: 10, maxLength: 30 }),
  })

  test('nobody is asked twice within a day, in his night, after stop, or about the same again', async () => {
    await fc.assert(
      fc.asyncProperty(lives, async ({ start, zones, events }) => {
        const rules = [
          rule({ wait: hours(5), within: days(3) }),
          rule({ id: 'next', wait: days(1) }),
          rule({ id: 'gone', after: 'silence', wait: days(3) }),
        ]
        const shop = await Shop.open(fresh, { rules, at: start.toISOString() })
        const people = [await shop.customer('A'), await shop.customer('B'), await shop.customer('C')]
        for (const [nth, zone] of zones.entries())
          await shop.database.execute('UPDATE customer SET "timeZone" = ? WHERE name = ?', zone, 'ABC'[nth] ?? '')
        const stopped = new Set<number>()
        const asked: { who: number; at: number }[] = []
        const look = async () => {
          const before = people.map((actor) => questionsTo(actor).length)
          await shop.looks()
          for (const [who, actor] of people.entries()) {
            const more = questionsTo(actor).length - (before[who] ?? 0)
            expect(more).toBeLessThanOrEqual(1)
            if (more === 0) continue
            expect(stopped.has(who)).toBe(false)
            expect(hourIn(zones[who] ?? 'UTC', shop.clock.now)).toBeOneOf([9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19])
            for (const old of asked.filter((it) => it.who === who))
              expect(shop.clock.now.getTime() - old.at).toBeGreaterThanOrEqual(86_400_000)
            asked.push({ who, at: shop.clock.now.getTime() })
          }
        }
        for (const actor of people) await shop.sells(actor)
        for (const it of events) {
          const actor = people['who' in it ? it.who : 0]
          if (!actor) continue
          if (it.kind === 'sells') await shop.sells(actor)
          else if (it.kind === 'passes') {
            shop.passes(it.minutes, 'minutes')
            if (it.looks) await look()
          } else {
            await actor.does({ kind: 'pressed', press: `stop:${it.off ? 'off' : 'on'}` })
            if (it.off) stopped.delete(it.who)
            else stopped.add(it.who)
          }
        }
        const twice = await shop.database.query(
          `SELECT rule, subject FROM follow_up WHERE asked IS NOT NULL GROUP BY rule, subject HAVING count(*) > 1`,
        )
        expect(twice).toEqual([])
        await shop.scene.engine.stop()
      }),
      { numRuns: 40 },
    )
  })
})
