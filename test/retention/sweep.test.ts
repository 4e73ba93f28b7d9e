import { describe, expect, test } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { openDatabase } from '../../src/database/open.ts'
import { Batcher } from '../../src/engine/batcher.ts'
import type { Unit } from '../../src/engine/unit.ts'
import { defaultProgram, type Program } from '../../src/program/program.ts'
import { sweeps } from '../../src/retention/sweeps.ts'
import { RetentionWork } from '../../src/retention/work.ts'
import { eachDatabase, onDatabase } from '../databases.ts'
import { MemoryBlobs } from '../files/memory.ts'
import { silent } from '../log.ts'

const now = new Date('2026-06-01T12:00:00Z')
const day = 86_400_000
const ago = (days: number) => new Date(now.getTime() - days * day)

/** A shop with things of every age: each table holds rows that are this many days old. */
const ages = [0, 1, 8, 31, 91, 100, 366, 400, 1_200]

async function furnish(database: Database, copies = 1): Promise<void> {
  await database.execute(
    "INSERT INTO customer (id, locale, card, notices, created) VALUES ('c', 'en', 'CARD', TRUE, ?)",
    ago(5_000),
  )
  let nth = 0
  for (const age of ages)
    for (let copy = 0; copy < copies; copy += 1) {
      nth += 1
      const at = ago(age)
      const file = `00000000-0000-7000-8000-${String(nth).padStart(12, '0')}`
      for (const [sql, ...params] of [
        [
          `INSERT INTO inbox (platform, event, conversation, payload, received, done, outcome) VALUES ('p', 'e' || ?, 'x', '', ?, ?, 'done')`,
          nth,
          at,
          at,
        ],
        [
          `INSERT INTO utterance (platform, place, message, kind, "customerId", text, at) VALUES ('p', 'x', 'm', 'said', 'c', 'SECRET', ?)`,
          at,
        ],
        [
          `INSERT INTO delivery (platform, channel, place, lane, message, state, due, cause, created, ended) VALUES ('p', 'x', 'x', 0, 'SECRET', 'sent', ?, 'a', ?, ?)`,
          at,
          at,
          at,
        ],
        [
          `INSERT INTO delivery (platform, channel, place, lane, message, state, due, cause, created, ended) VALUES ('p', 'x', 'x', 0, 'OWED', 'queued', ?, 'a', ?, ?)`,
          at,
          at,
          at,
        ],
        [
          `INSERT INTO webhook_delivery ("webhookId", event, type, payload, due, state, created, ended) VALUES ('w', 'e', 't', 'SECRET', ?, 'sent', ?, ?)`,
          at,
          at,
          at,
        ],
        [
          `INSERT INTO file (id, platform, remote, name, media, state, "customerId", "ownerId", happening, person, channel, direct, created, due) VALUES (?, 'p', 'r', 'SECRET', 'm', 'kept', 'c', 'c', 'h', 'x', 'x', TRUE, ?, ?)`,
          file,
          at,
          at,
        ],
        [
          `INSERT INTO complaint ("customerId", "ownerId", origin, platform, category, text, state, priority, created, ended, due) VALUES ('c', 'c', 'o' || ?, 'p', 'order', 'SECRET', 'resolved', 'low', ?, ?, ?)`,
          nth,
          at,
          at,
          at,
        ],
        [
          `INSERT INTO complaint ("customerId", "ownerId", origin, platform, category, text, state, priority, created, due) VALUES ('c', 'c', 'open' || ?, 'p', 'order', 'OPEN', 'new', 'low', ?, ?)`,
          nth,
          at,
          at,
        ],
        [
          `INSERT INTO complaint_line ("complaintId", kind, text, at) SELECT id, 'told', text, ? FROM complaint WHERE origin IN ('o' || ?, 'open' || ?)`,
          at,
          nth,
          nth,
        ],
        [
          `INSERT INTO callback ("customerId", "ownerId", origin, kind, reason, how, note, minutes, state, created, ended) VALUES ('c', 'c', 'o' || ?, 'asked', 'SECRET', 'phone', 'SECRET', 15, 'done', ?, ?)`,
          nth,
          at,
          at,
        ],
        [
          `INSERT INTO follow_up (rule, subject, "customerId", "ownerId", since, state, due, until, suggestion, suggested, created) VALUES ('r', 's' || ?, 'c', 'c', ?, 'answered', ?, ?, 'SECRET', ?, ?)`,
          nth,
          at,
          at,
          at,
          at,
          at,
        ],
        [
          `INSERT INTO interview (person, form, step, answers, started) VALUES ('p:' || ?, 'f', 0, 'SECRET', ?)`,
          nth,
          at,
        ],
        [`INSERT INTO draft (person, text, at) VALUES ('p:' || ?, 'SECRET', ?)`, nth, at],
        [`INSERT INTO attempt (name, count, since) VALUES ('link p:' || ?, 1, ?)`, nth, at],
      ] as [string, ...(string | number | Date)[]][])
        await database.execute(sql, ...params)
    }
}

/** Of each table how many days old those are of which something is left. */
async function left(database: Database): Promise<Record<string, number[]>> {
  const found = async (sql: string) =>
    (await database.query<{ at: Date }>(sql)).map(({ at }) => (now.getTime() - at.getTime()) / day)
  return {
    happenings: await found('SELECT received AS at FROM inbox ORDER BY id'),
    said: await found('SELECT at FROM utterance ORDER BY id'),
    sent: await found(`SELECT created AS at FROM delivery WHERE message = 'SECRET' ORDER BY id`),
    deliveries: await found(`SELECT created AS at FROM delivery WHERE state = 'sent' ORDER BY id`),
    owed: await found(`SELECT created AS at FROM delivery WHERE message = 'OWED' ORDER BY id`),
    events: await found('SELECT created AS at FROM webhook_delivery ORDER BY id'),
    files: await found(`SELECT created AS at FROM file WHERE state = 'kept' ORDER BY id`),
    complaints: await found(`SELECT created AS at FROM complaint WHERE text = 'SECRET' ORDER BY id`),
    lines: await found(`SELECT at FROM complaint_line WHERE text = 'SECRET' ORDER BY id`),
    open: await found(
      `SELECT l.at FROM complaint c JOIN complaint_line l ON l."complaintId" = c.id WHERE c.text = 'OPEN' ORDER BY l.id`,
    ),
    calls: await found(`SELECT created AS at FROM callback WHERE reason = 'SECRET' OR note = 'SECRET' ORDER BY id`),
    suggestions: await found('SELECT created AS at FROM follow_up WHERE suggestion IS NOT NULL ORDER BY id'),
    interviews: await found('SELECT started AS at FROM interview ORDER BY started DESC'),
    drafts: await found('SELECT at FROM draft ORDER BY at DESC'),
    attempts: await found('SELECT since AS at FROM attempt ORDER BY since DESC'),
  }
}

const upTo = (days: number) => ages.filter((age) => age < days)

/** What is left by the usual program. */
const expected = {
  happenings: upTo(7),
  said: upTo(365),
  sent: upTo(90),
  deliveries: upTo(90),
  owed: ages,
  events: upTo(30),
  files: upTo(1_095),
  complaints: upTo(1_095),
  lines: upTo(1_095),
  open: ages,
  calls: upTo(365),
  suggestions: upTo(365),
  interviews: upTo(7),
  drafts: upTo(7),
  attempts: upTo(7),
}

type Run = <T>(job: (unit: Unit) => Promise<T>) => Promise<T>

/** Looks once at everything, in a process of its own; `dies`: the database goes away at that page. */
async function looks(database: Database, program: Program, dies = Number.POSITIVE_INFINITY): Promise<number> {
  const batcher = new Batcher(database, { now: () => now })
  let pages = 0
  const end = new AbortController()
  const run: Run = async (job) => {
    pages += 1
    return batcher.run(async (unit) => {
      const result = await job(unit)
      // Everything was done, and nothing is committed.
      if (pages >= dies) {
        end.abort()
        throw new Error('gone')
      }
      return result
    })
  }
  const blobs = new MemoryBlobs()
  const work = new RetentionWork(program, sweeps, { database, blobs, run, log: silent, now: () => now.getTime() })
  const running = work.run(end.signal)
  // One that dies never says that it has looked.
  void work.look().then(() => end.abort())
  await running
  await batcher.idle()
  return pages
}

eachDatabase((fresh) => {
  test('what is too old is taken away, each thing by its own time, and what is open or owed stays', async () => {
    const database = await fresh.open()
    await furnish(database)
    expect((await left(database)).said).toEqual(ages)
    await looks(database, defaultProgram)
    expect(await left(database)).toEqual(expected)
    // That they were stays for the reports.
    const [kept] = await database.query<{ complaints: number; calls: number; answers: number }>(
      `SELECT (SELECT count(*) FROM complaint) AS complaints, (SELECT count(*) FROM callback) AS calls,
         (SELECT count(*) FROM follow_up) AS answers`,
    )
    expect(kept).toEqual({ complaints: 2 * ages.length, calls: ages.length, answers: ages.length })
    await looks(database, defaultProgram)
    expect(await left(database)).toEqual(expected)
  })

  test('never is never; and words of ours can go long before it is forgotten that something was sent', async () => {
    const database = await fresh.open()
    await furnish(database)
    const nothing = Object.fromEntries(Object.keys(defaultProgram.retention).map((key) => [key, null]))
    const keeps = { ...defaultProgram, retention: { ...defaultProgram.retention, ...nothing } }
    await looks(database, keeps)
    const all = { ...expected, ...Object.fromEntries(Object.keys(expected).map((key) => [key, ages])) }
    expect(await left(database)).toEqual({ ...all, happenings: upTo(7), attempts: upTo(7) })
    const short = { ...defaultProgram, retention: { ...defaultProgram.retention, sent: { count: 7, unit: 'days' } } }
    await looks(database, short as Program)
    expect(await left(database)).toEqual({ ...expected, sent: upTo(7) })
  })

  test('killed at any page, the next look ends as one that was not killed', async () => {
    const database = await fresh.open()
    await furnish(database)
    const whole = 2 * sweeps.length
    for (let dies = 1; dies <= whole; dies += 2) await looks(database, defaultProgram, dies)
    await looks(database, defaultProgram)
    expect(await left(database)).toEqual(expected)
  })

  test('what stays where it was is looked at once, whatever was emptied of it', async () => {
    const database = await fresh.open()
    await furnish(database)
    const batcher = new Batcher(database, { now: () => now })
    const program = {
      ...defaultProgram,
      retention: { ...defaultProgram.retention, sent: { count: 7, unit: 'days' as const } },
    }
    const asked: (string | undefined)[] = []
    const watched = sweeps
      .filter(({ name }) => name === 'sent')
      .map((sweep) => ({
        ...sweep,
        page: (unit: Unit, before: Date, after: string | undefined) => {
          asked.push(after)
          return sweep.page(unit, before, after)
        },
      }))
    const run: Run = (job) => batcher.run(job)
    const blobs = new MemoryBlobs()
    const work = new RetentionWork(program, watched, { database, blobs, run, log: silent, now: () => now.getTime() })
    const end = new AbortController()
    const running = work.run(end.signal)
    await work.look()
    await work.look()
    end.abort()
    await running
    await batcher.idle()
    expect(asked).toEqual([undefined, expect.stringContaining(ago(8).toISOString())])
    expect((await left(database)).sent).toEqual(upTo(7))
  })

  test('much of it goes in pages, none of which is long', async () => {
    const database = await fresh.open()
    await furnish(database)
    const many = Array.from({ length: 1_700 }, (_, nth) => String(nth))
    const list =
      database.dialect === 'sqlite' ? 'json_each(?)' : 'jsonb_array_elements_text(?::jsonb) AS each_one (value)'
    await database.execute(
      `INSERT INTO utterance (platform, place, message, kind, "customerId", text, at)
       SELECT 'p', 'x', value, 'said', 'c', 'SECRET', ? FROM ${list}`,
      ago(500),
      JSON.stringify(many),
    )
    const pages = await looks(database, defaultProgram)
    expect(pages).toBeGreaterThanOrEqual(sweeps.length + 3)
    expect(await left(database)).toEqual(expected)
  })
})

describe('of two processes on PostgreSQL', () => {
  const fresh = onDatabase('postgresql')

  test('both may look at once', async () => {
    const { url, database } = await fresh.openAt()
    await furnish(database, 3)
    const other = await openDatabase(url, { log: silent })
    fresh.after(() => other.close())
    await Promise.all([looks(database, defaultProgram), looks(other, defaultProgram)])
    const ages = (of: Record<string, number[]>) =>
      Object.fromEntries(Object.entries(of).map(([key, list]) => [key, [...new Set(list)]]))
    expect(ages(await left(database))).toEqual(expected)
  })
})
