import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Database, Dialect } from '../../src/database/database.ts'
import { migrationsFolder } from '../../src/database/migrations/files.ts'
import { openDatabase } from '../../src/database/open.ts'
import { readable, World } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { silent } from '../log.ts'

/** Released versions by the last migration that they knew; the newest one needs no upgrade. */
const released = (dialect: Dialect) =>
  readdirSync(migrationsFolder(dialect))
    .filter((name) => /^\d{14}_/.test(name))
    .sort()
    .slice(0, -1)

/** The migrations of the version that knew that one last. Gone at the end of the test. */
function migrationsUpTo(dialect: Dialect, last: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'regulars-before-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const name of released(dialect).filter((each) => each <= last))
    cpSync(join(migrationsFolder(dialect), name), join(folder, dialect, name), { recursive: true })
  return folder
}

const then = new Date('2026-11-01T09:00:00Z')

type Row = Record<string, string | number | Date>

/** A row with what the version of that time wrote, by no code of today. */
async function put(database: Database, table: string, row: Row): Promise<void> {
  const names = Object.keys(row).map((name) => `"${name}"`)
  const places = names.map(() => '?').join(', ')
  await database.execute(`INSERT INTO "${table}" (${names.join(', ')}) VALUES (${places})`, ...Object.values(row))
}

/** A customer with points, one of staff, and what waited to be sent. */
async function fillShop(database: Database): Promise<void> {
  for (const [id, card] of [
    ['ada', '7KQ-M4X-2RD'],
    ['sam', '7KQ-M4X-2RE'],
  ] as const) {
    await put(database, 'customer', { id, name: id, locale: 'en', card, created: then, platform: 'fake', seen: then })
    const person = { platform: 'fake', person: id, customerId: id, ownerId: id, channel: id }
    await put(database, 'identity', { ...person, created: then, seen: then })
  }
  await put(database, 'role', { customerId: 'sam', role: 'staff', grantedBy: 'settings', granted: then })
  const ada = { customerId: 'ada', ownerId: 'ada' }
  await put(database, 'account', { customerId: 'ada', balance: 140, debt: 0 })
  const sale = { id: 'p1', source: 'till', reference: 'R-1', amount: 14_000, currency: 'EUR', at: then, points: 140 }
  await put(database, 'purchase', { ...sale, ...ada, balance: 140, digest: 'd', created: then })
  const lot = { id: 'l1', points: 140, remaining: 140, purchaseId: 'p1', earned: then, usable: then }
  await put(database, 'lot', { ...lot, ...ada })
  const entry = { id: 'e1', kind: 'earn', points: 140, lotId: 'l1', purchaseId: 'p1', at: then, effective: then }
  await put(database, 'entry', { ...entry, ...ada })
}

async function fillDesk(database: Database): Promise<void> {
  const who = { customerId: 'ada', ownerId: 'ada', origin: 'event-1', platform: 'fake' }
  const what = { category: 'order', text: 'The cup came broken.', state: 'new', priority: 'normal' }
  const clocks = { created: then, owedSince: then, runningSince: then, unclaimedSince: then, due: then }
  await put(database, 'complaint', { ...who, ...what, ...clocks })
  const [complaint] = await database.query<{ id: number }>('SELECT id FROM complaint')
  const line = { kind: 'told', authorId: 'ada', text: 'The cup came broken.', detail: '{}', at: then }
  await put(database, 'complaint_line', { complaintId: complaint?.id ?? 0, ...line })
}

eachDatabase((fresh) => {
  test.each(released(fresh.dialect))('a shop of the version with %s goes on', async (last) => {
    const url = await fresh.url({ empty: true })
    const old = await openDatabase(url, { log: silent, migrations: migrationsUpTo(fresh.dialect, last) })
    await fillShop(old)
    const hasDesk = last >= '20261122151909'
    if (hasDesk) await fillDesk(old)
    await old.close()

    const database = await openDatabase(url, { log: silent })
    fresh.after(() => database.close())
    const world = await World.open(fresh, { database, now: () => new Date('2026-11-20T09:00:00Z') })
    const ada = world.person('ada')
    expect(readable((await ada.says('/points')).message)).toContain('140')
    expect(readable((await ada.says('/history')).message)).toContain('140')
    const list = readable((await ada.says('/complaints')).message)
    expect(list).toContain(hasDesk ? 'One complaint is open.' : 'You have no complaints with us.')
    const sold = world.person('sam').hears()
    const told = ada.hears()
    await world.engine.receive(
      world.person('sam').happening({ kind: 'asked', command: 'earn', args: '7KQ-M4X-2RD 10' }),
    )
    expect(readable((await told).message)).toContain('150')
    await sold
    const [sums] = await database.query<{ lots: number; balance: number; entries: number }>(
      `SELECT (SELECT sum(remaining) FROM lot) AS lots, (SELECT sum(balance) FROM account) AS balance,
         (SELECT sum(points) FROM entry) AS entries`,
    )
    expect(sums).toEqual({ lots: 150, balance: 150, entries: 150 })
  })
})
