import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { ledgerOf } from '../../src/backup/copy/ledger.ts'
import { PostgresqlSide } from '../../src/backup/copy/postgresql-side.ts'
import { onServer } from '../../src/backup/copy/server.ts'
import { verify } from '../../src/backup/verify.ts'
import { onTelegram } from '../crash/fronts/telegram.ts'
import { peekInto } from '../crash/peek.ts'
import { Program } from '../crash/program.ts'
import { Shop } from '../crash/shop.ts'
import { judge } from '../crash/verdict.ts'
import { onDatabase } from '../databases.ts'
import { emptyFolder } from '../moving/folder.ts'
import { seeded } from '../platforms/shared/random.ts'
import { command } from './run.ts'

const key = 'a-key-for-the-load-test'

/** A busy shop on the program itself: people talk, staff book, a till sells and repeats what was not answered. */
async function busy(url: string) {
  const front = await onTelegram(1)
  const shop = new Shop({ fronts: [front], key, random: seeded(1), customers: 15, perSecond: { said: 60, sold: 40 } })
  const folder = emptyFolder()
  const env = (database: string) => ({
    ...{ API_KEY: key, OWNERS: shop.staff.map((person) => person.id).join(), LOG_LEVEL: 'error' },
    ...{ ...front.environment, DATABASE_URL: database },
  })
  const started: Program[] = []
  onTestFinished(async () => {
    await Promise.all(started.map((program) => program.kill()))
    await front.stop()
  })
  const start = async (database: string) => {
    const program = await Program.on({ env: env(database), folder })
    started.push(program)
    program.start()
    await program.ready
    shop.till.urls.splice(0, 1, program.url)
    return program
  }
  const program = await start(url)
  await shop.open()
  const sold = () => shop.till.sales.filter((sale) => sale.points !== undefined).map((sale) => sale.id)
  const goesOn = async (more: number) => {
    const count = sold().length
    await shop.settled(() => sold().length >= count + more)
  }
  /** Nothing new is said or sold, and all that was is dealt with. */
  const settles = async (database: string) => {
    await shop.close()
    await using peek = await peekInto(database)
    await shop.settled(async () => {
      if (front.pending > 0 || shop.people.some((person) => person.open > 0)) return false
      const [row] = await peek.rows<{ n: number }>(
        `SELECT (SELECT count(*) FROM inbox WHERE done IS NULL) +
           (SELECT count(*) FROM delivery WHERE state IN ('queued', 'sending')) AS n`,
      )
      return row?.n === 0
    })
  }
  return { front, shop, program, start, sold, goesOn, settles }
}

/** References of the purchases that the till made. */
async function kept(url: string): Promise<Set<string>> {
  await using peek = await peekInto(url)
  const rows = await peek.rows<{ reference: string }>(`SELECT reference FROM purchase WHERE source = 'api'`)
  return new Set(rows.map((row) => row.reference))
}

describe('under load', { timeout: 240_000 }, () => {
  const sqlite = onDatabase('sqlite')
  const postgresql = onDatabase('postgresql')

  test.each([
    ['sqlite', sqlite, 'postgresql', postgresql],
    ['postgresql', postgresql, 'sqlite', sqlite],
  ] as const)('a backup of %s has all that was answered before, and its ledger balances', async (_, of, __, into) => {
    const url = await of.url()
    const { shop, program, sold, goesOn, settles } = await busy(url)
    await goesOn(50)
    const before = sold()
    const folder = emptyFolder()
    const made = await command('backup', [folder], { DATABASE_URL: url })
    expect(made.code, made.errors).toBe(0)
    const after = sold()
    // Nobody was kept waiting until it was done.
    expect(after.length).toBeGreaterThan(before.length)
    const path = join(folder, readdirSync(folder)[0] ?? '')
    const { ledger, rows } = await verify(path)
    expect(ledger).toMatchObject({ uneven: 0, balance: ledger.lots, entries: ledger.lots })
    expect(rows.purchase).toBeGreaterThanOrEqual(before.length)
    const there = await into.url({ empty: true })
    const put = await command('restore', [path], { DATABASE_URL: there })
    expect(put.code, put.errors).toBe(0)
    const restored = await kept(there)
    expect(before.filter((id) => !restored.has(id))).toEqual([])
    await settles(url)
    await program.stop()
    const all = await kept(url)
    expect(all.size).toBeGreaterThan(restored.size)
    expect([...restored].filter((id) => !all.has(id))).toEqual([])
    expect(shop.till.strange).toEqual([])
    expect(program.errors).toEqual([])
  })

  test('a move loses nothing and does nothing twice', async () => {
    const from = await sqlite.url()
    const to = await postgresql.url({ empty: true })
    const { front, shop, program, start, goesOn, settles } = await busy(from)
    await goesOn(50)
    const moved = await command('move', [to, '--stop'], { DATABASE_URL: from })
    expect(moved.code, moved.errors).toBe(0)
    // Whoever starts it again where it was, such as a service, is told.
    program.start()
    await expect(program.ready).rejects.toThrow('This shop has moved')
    const next = await start(to)
    await goesOn(50)
    await settles(to)
    await next.stop()
    for (const person of shop.people) person.look()
    await using peek = await peekInto(to)
    const { wrong, figures } = await judge(shop, [front], peek)
    expect([...wrong, ...next.errors]).toEqual([])
    expect(figures.purchases).toBeGreaterThan(100)
    const ledger = await onServer(to, 'BEGIN', (client) => ledgerOf(new PostgresqlSide(client)))
    expect(ledger.uneven).toBe(0)
  })
})
