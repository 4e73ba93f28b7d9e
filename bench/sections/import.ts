import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import BetterSqlite3 from 'better-sqlite3'
import { openDatabase } from '../../src/database/open.ts'
import { makeLog } from '../../src/log.ts'
import { nodeFlags, profiling } from '../bots.ts'
import { run } from '../children.ts'
import { median, times } from '../figures.ts'
import { residentMegabytes } from '../resident.ts'
import { scratch } from '../scratch.ts'
import type { Finding, Section } from '../section.ts'
import type { Setting } from '../setting.ts'

const program = fileURLToPath(new URL('../../src/import.ts', import.meta.url))
/** What stands in the tables after an import, each after those that it refers to. */
const tables = ['customer', 'identity', 'account', 'purchase', 'lot', 'entry']
const mostMegabytes = 300
/** What memory may differ by when nothing grows: the collector comes when it likes. */
const slack = 0.15
const purchasesEach = 10

/** Customers and their purchases from CSV files, beside what SQLite takes to insert the rows that come of them. */
export const imports: Section = {
  name: 'import',
  async run({ rounds, size, full, profile }: Setting): Promise<Finding[]> {
    const customers = full ? 100_000 : 3_000 * size
    const folder = scratch()
    const files = await makeFiles(folder, customers)
    const ratios: number[] = []
    let megabytes: number[] = []
    for (let round = 0; round < (full ? 1 : Math.min(3, rounds)); round += 1) {
      const path = join(folder, `ours-${round}.db`)
      let seconds = 0
      for (const file of files) {
        const taken = await importing(path, file, profile)
        seconds += taken.seconds
        megabytes = taken.megabytes
      }
      ratios.push((await inserting(path, join(folder, `plain-${round}.db`))) / seconds)
    }
    const half = megabytes.length >> 1
    const [early, late] = [Math.max(...megabytes.slice(0, half)), Math.max(...megabytes.slice(half))]
    const rows = `${customers.toLocaleString('en')} customers with ${(customers * purchasesEach).toLocaleString('en')} purchases`
    return [
      {
        what: `import of ${rows}, as a ratio to SQLite inserting the rows that come of them`,
        found: times(median(ratios)),
      },
      {
        what: 'memory of that import, in its second half',
        found: `${late.toFixed(0)} MB`,
        goal: `under ${mostMegabytes} MB${full ? ' and not growing' : ''}`,
        met: late < mostMegabytes && (!full || late < early * (1 + slack)),
      },
    ]
  },
}

async function makeFiles(folder: string, customers: number): Promise<string[]> {
  const people = join(folder, 'customers.csv')
  await written(
    people,
    'card,identity,name,locale',
    customers,
    (nth) => `CARD-${nth},telegram:${nth + 1},Name ${nth},en`,
  )
  const sales = join(folder, 'purchases.csv')
  const start = Date.UTC(2025, 0, 1)
  await written(sales, 'source,reference,customer,amount,at', customers * purchasesEach, (nth) => {
    const at = new Date(start + nth * 30_000).toISOString()
    // Customers come in no order, as they do at a till.
    return `till,R-${nth},CARD-${(nth * 7_919) % customers},${(nth % 90) + 1}.50,${at}`
  })
  return [people, sales]
}

async function written(path: string, head: string, count: number, row: (nth: number) => string): Promise<void> {
  const out = createWriteStream(path)
  out.write(`${head}\n`)
  for (let nth = 0; nth < count; nth += 1) if (!out.write(`${row(nth)}\n`)) await once(out, 'drain')
  out.end()
  await once(out, 'finish')
}

/** Seconds from start to end, and its memory as it went. */
async function importing(
  database: string,
  file: string,
  profile: string | undefined,
): Promise<{ seconds: number; megabytes: number[] }> {
  const began = performance.now()
  const child = run(program, {
    args: [file],
    node: [...nodeFlags, ...profiling(profile)],
    env: { PATH: process.env.PATH, NODE_ENV: 'production', DATABASE_URL: `file:${database}` },
    stdio: 'ignore',
  })
  const megabytes: number[] = []
  let isOver = false
  const over = child.exited.then(() => {
    isOver = true
  })
  while (!isOver) {
    await Promise.race([over, wait(200)])
    if (!isOver) megabytes.push(measured(child.pid))
  }
  return { seconds: (performance.now() - began) / 1_000, megabytes: megabytes.filter((it) => it > 0) }
}

function measured(pid: number): number {
  try {
    return residentMegabytes(pid)
  } catch {
    // It has just ended.
    return 0
  }
}

/** Seconds that it takes to insert the same rows, a thousand a transaction, into a file with the same tables. */
async function inserting(from: string, to: string): Promise<number> {
  const empty = await openDatabase(`file:${to}`, { log: makeLog('error') })
  await empty.close()
  const source = new BetterSqlite3(from, { readonly: true })
  const target = new BetterSqlite3(to)
  target.pragma('journal_mode = WAL')
  target.pragma('synchronous = NORMAL')
  let ms = 0
  try {
    for (const table of tables) {
      const rows = source.prepare(`SELECT * FROM ${table}`).raw()
      const places = rows.columns().map(() => '?')
      const insert = target.prepare(`INSERT INTO ${table} VALUES (${places})`)
      const all = target.transaction((batch: unknown[][]) => {
        for (const row of batch) insert.run(...row)
      })
      let batch: unknown[][] = []
      const store = () => {
        const began = performance.now()
        all(batch)
        ms += performance.now() - began
        batch = []
      }
      for (const row of rows.iterate()) {
        batch.push(row as unknown[])
        if (batch.length === 1_000) store()
      }
      if (batch.length > 0) store()
    }
  } finally {
    source.close()
    target.close()
  }
  return ms / 1_000
}
