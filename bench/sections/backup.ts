import { rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import BetterSqlite3 from 'better-sqlite3'
import type { Database } from '../../src/database/database.ts'
import { openDatabase } from '../../src/database/open.ts'
import { makeLog } from '../../src/log.ts'
import { run } from '../children.ts'
import { median, times } from '../figures.ts'
import { emptyDatabase } from '../postgresql.ts'
import { scratch } from '../scratch.ts'
import type { Finding, Section } from '../section.ts'
import type { Setting } from '../setting.ts'

const program = (name: string) => fileURLToPath(new URL(`../../src/${name}.ts`, import.meta.url))
const rows = 400_000
/** Of how many transactions the slowest is the one that counts. */
const share = 0.99

/** A backup beside SQLite's own copy of the file, what it costs those who write meanwhile, and a move to PostgreSQL. */
export const backup: Section = {
  name: 'backup',
  async run({ rounds, size }: Setting): Promise<Finding[]> {
    const folder = scratch()
    const path = join(folder, 'regulars.db')
    const database = await openDatabase(`file:${path}`, { log: makeLog('error') })
    furnish(path, rows * size)
    const ratios: number[] = []
    const waits: number[] = []
    for (let round = 0; round < rounds; round += 1) {
      const plain = copying(path, join(folder, 'copy.db'))
      const alone = await slowest(database, wait(1_000))
      const began = performance.now()
      const beside = await slowest(database, command('backup', [join(folder, 'backups')], path))
      ratios.push(plain / (performance.now() - began))
      waits.push(beside / alone)
      rmSync(join(folder, 'backups'), { recursive: true })
    }
    await database.close()
    const megabytes = statSync(path).size / 1_000_000
    const plain = copying(path, join(folder, 'copy.db'))
    const began = performance.now()
    await command('move', [await emptyDatabase()], path)
    const moving = performance.now() - began
    return [
      {
        what: `backup of ${megabytes.toFixed(0)} MB, written and checked, as a ratio to VACUUM INTO alone`,
        found: times(median(ratios)),
      },
      {
        what: 'slowest of a hundred transactions while a backup is made, as a ratio to without',
        found: times(median(waits)),
      },
      {
        what: 'move of the same to PostgreSQL, compared row by row, as a ratio to VACUUM INTO',
        found: times(plain / moving),
      },
    ]
  },
}

/** Rows such as those of which a shop has most: what people said, with its index. */
function furnish(path: string, count: number): void {
  const client = new BetterSqlite3(path)
  const insert = client.prepare(
    `INSERT INTO utterance (platform, place, message, kind, "customerId", text, at) VALUES ('telegram', ?, ?, 'said', ?, ?, ?)`,
  )
  client.transaction(() => {
    for (let nth = 0; nth < count; nth += 1) {
      const customer = (nth * 7_919) % 10_000
      insert.run(
        `${customer}`,
        `${nth}`,
        `customer-${customer}`,
        `What somebody said for the ${nth}th time`,
        nth * 1_000,
      )
    }
  })()
  client.close()
}

/** Milliseconds that SQLite's own copy of the file takes. */
function copying(path: string, to: string): number {
  rmSync(to, { force: true })
  const client = new BetterSqlite3(path, { readonly: true })
  const began = performance.now()
  client.prepare('VACUUM INTO ?').run(to)
  client.close()
  return performance.now() - began
}

async function command(name: string, args: readonly string[], path: string): Promise<void> {
  const env = { PATH: process.env.PATH, NODE_ENV: 'production', DATABASE_URL: `file:${path}` }
  await run(program(name), { args, env, stdio: 'ignore' }).exited
}

/** The wait that all but one of a hundred transactions stay below until that is over, in milliseconds. */
async function slowest(database: Database, until: Promise<unknown>): Promise<number> {
  const waits: number[] = []
  let isOver = false
  const over = until.then(() => {
    isOver = true
  })
  while (!isOver) {
    const began = performance.now()
    await database.transaction((sql) =>
      sql.execute(`UPDATE utterance SET kind = 'said' WHERE id = ?`, waits.length + 1),
    )
    waits.push(performance.now() - began)
    await Promise.race([over, wait(2)])
  }
  return waits.sort((a, b) => a - b)[Math.floor(waits.length * share)] ?? Number.NaN
}
