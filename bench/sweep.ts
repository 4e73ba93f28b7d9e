/**
 * Sweeps over so many customers who are all to be asked at the same moment, in a process of its own; writes how long it
 * took, and how much memory it had, as JSON.
 */
import { join } from 'node:path'
import { openDatabase } from '../src/database/open.ts'
import { RegularsEngine } from '../src/engine/engine.ts'
import { Measures } from '../src/engine/measures.ts'
import { allFeatures } from '../src/features.ts'
import { usualTypes } from '../src/files/rules.ts'
import { makeLog } from '../src/log.ts'
import { defaultProgram, type Program } from '../src/program/program.ts'
import { residentMegabytes } from './resident.ts'
import { scratch } from './scratch.ts'

/** `ms` it took; resident megabytes before, at most meanwhile; and megabytes in use by the program itself at its end. */
export type Swept = { ms: number; before: number; peak: number; used: number }

const dayMs = 86_400_000
const program: Program = {
  ...defaultProgram,
  followUps: [
    {
      id: 'bench',
      after: 'purchase',
      wait: { count: 3, unit: 'days' },
      within: { count: 2, unit: 'days' },
      sku: null,
      prefix: null,
      amount: 0,
      first: true,
      ask: null,
      call: false,
    },
  ],
}

/** One sweep over so many who are due, with the most memory that the process had meanwhile. */
async function sweep(count: number): Promise<Swept> {
  const log = makeLog('silent')
  const database = await openDatabase(`file:${join(scratch(), 'followups.db')}`, { log })
  const now = new Date('2026-03-05T12:00Z')
  const engine = new RegularsEngine({
    database,
    features: allFeatures(program),
    unknown: () => {},
    files: { blobs: { put: never, get: never, remove: never }, rules: { most: 1_000, types: usualTypes } },
    log,
    measures: new Measures(),
    now: () => now,
  })
  try {
    const at = now.getTime() - 3 * dayMs - 60_000
    const numbers = `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})`
    await database.execute(
      `INSERT INTO customer (id, name, locale, card, created) ${numbers}
       SELECT printf('c%07d', i), printf('Name %d', i), 'en', i, ${at} FROM n`,
    )
    await database.execute(
      `INSERT INTO identity (platform, person, "customerId", "ownerId", created, seen) ${numbers}
       SELECT 'none', i, printf('c%07d', i), printf('c%07d', i), ${at}, ${at} FROM n`,
    )
    await database.execute(
      `INSERT INTO purchase (id, source, reference, "customerId", "ownerId", amount, currency, at, items, points, balance, digest, created)
       ${numbers} SELECT printf('p%07d', i), 'bench', i, printf('c%07d', i), printf('c%07d', i), 840, 'EUR', ${at} + i % 60000,
         '[{"sku":"COFFEE","name":"Flat white"}]', 8, 8, '', ${at} FROM n`,
    )
    globalThis.gc?.()
    const before = residentMegabytes(process.pid)
    let peak = before
    const watching = setInterval(() => {
      peak = Math.max(peak, residentMegabytes(process.pid))
    }, 250)
    const started = performance.now()
    for (const name of ['followups.gather', 'followups.ask']) await engine.clock.sweep(name)
    const ms = performance.now() - started
    clearInterval(watching)
    const [row] = await database.query<{ count: number }>('SELECT count(*) AS count FROM delivery')
    if (row?.count !== count) throw new Error(`${row?.count} of ${count} were asked`)
    globalThis.gc?.()
    const { heapUsed, external } = process.memoryUsage()
    const used = (heapUsed + external) / 1024 / 1024
    peak = Math.max(peak, residentMegabytes(process.pid))
    return { ms, before, peak, used }
  } finally {
    await engine.stop()
    await database.close()
  }
}

function never(): Promise<never> {
  return Promise.reject(new Error('nobody sends files here'))
}

process.stdout.write(JSON.stringify(await sweep(Number(process.argv[2]))))
