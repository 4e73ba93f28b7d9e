import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/database/open.ts'
import { eachDatabase } from '../databases.ts'
import { silent } from '../log.ts'
import { batch, contentOf, imports } from './files.ts'
import { fileOf } from './folder.ts'

const program = fileURLToPath(new URL('mortal.ts', import.meta.url))

/** How it ended: by itself, or killed at that step. */
async function runs(url: string, path: string, step: number): Promise<'done' | 'killed'> {
  const child = spawn(process.execPath, [program, url, path, String(step)], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (piece) => {
    said += piece
  })
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.once('close', (...how) => resolve(how)),
  )
  if (signal === 'SIGKILL') return 'killed'
  expect(said, 'what it said').toBe('')
  expect(code).toBe(0)
  return 'done'
}

/** Some rows of a kind, among them two that are refused. */
const files = {
  customers: `card,identity,name,tags,field:size\n${Array.from({ length: 10 }, (_, nth) => (nth % 4 === 2 ? `CARD-${nth}\n` : `CARD-${nth},telegram:${nth + 1},N${nth},"a,t${nth}",${nth}\n`)).join('')}`,
  balances: `id,customer,points\n${Array.from({ length: 10 }, (_, nth) => `B${nth},telegram:${1 + (nth % 3)},${nth % 5 === 3 ? 'x' : 10 + nth}\n`).join('')}`,
  purchases: `reference,customer,amount,at\n${Array.from({ length: 11 }, (_, nth) => `R${nth},telegram:${1 + (nth % 3)},${nth % 5 === 3 ? '1,2,3' : 10 + nth},2026-0${1 + (nth % 9)}-07\n`).join('')}`,
}

const kinds = { sqlite: ['customers', 'balances', 'purchases'], postgresql: ['purchases'] } as const

/** Of how many steps one is tried. */
const stride = {
  customers: { sqlite: 2, postgresql: 3 },
  balances: { sqlite: 2, postgresql: 3 },
  purchases: { sqlite: 1, postgresql: 3 },
} as const

/** Those whom balances and purchases are of. */
const known = 'card,identity\nKNOWN-1,telegram:1\nKNOWN-2,telegram:2\nKNOWN-3,telegram:3\n'

describe('killed at one step after another, and run again each time', { timeout: 300_000 }, () => {
  eachDatabase((fresh) => {
    test.each(kinds[fresh.dialect])('%s: the same as one clean run', async (kind) => {
      const clean = await fresh.open()
      const cleanFile = fileOf(files[kind])
      const { database: killed, url } = await fresh.openAt()
      if (kind !== 'customers') for (const it of [clean, killed]) await imports(it, fileOf(known))
      await killed.close()
      const expected = await imports(clean, cleanFile, { batch })
      expect(expected.refused).toBeGreaterThan(1)
      const path = fileOf(files[kind])
      let step = 1
      while ((await runs(url, path, step)) === 'killed') step += stride[kind][fresh.dialect]
      expect(step).toBeGreaterThan(10)
      const database = await openDatabase(url, { log: silent })
      try {
        expect(await contentOf(database)).toEqual(await contentOf(clean))
        const [run] = await database.query(
          'SELECT line, stored, known, refused, ended FROM import_run WHERE kind = ?',
          kind,
        )
        const { line, stored, known, refused, ended } = expected
        expect(run).toEqual({ line, stored, known, refused, ended })
        expect(readFileSync(refusedOf(path), 'utf8')).toBe(readFileSync(refusedOf(cleanFile), 'utf8'))
      } finally {
        await database.close()
      }
    })
  })
})

const refusedOf = (path: string) => path.replace(/\.csv$/, '.refused.csv')
