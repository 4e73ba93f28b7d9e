import { copyFileSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { backUp } from '../../src/backup/backup.ts'
import { PostgresqlSide } from '../../src/backup/copy/postgresql-side.ts'
import { onServer } from '../../src/backup/copy/server.ts'
import { SqliteSide } from '../../src/backup/copy/sqlite-side.ts'
import { figuresOfSide } from '../../src/backup/snapshot.ts'
import { verify } from '../../src/backup/verify.ts'
import { openDatabase } from '../../src/database/open.ts'
import { StartError } from '../../src/start-error.ts'
import { onDatabase } from '../databases.ts'
import { silent as log } from '../log.ts'
import { emptyFolder } from '../moving/folder.ts'
import { mortal, settingsOf } from './run.ts'
import { furnish, placeFor } from './shop.ts'

/** How many steps there are, told by a run that nothing happened to. */
async function stepsOf(run: (step: number) => ReturnType<typeof mortal>): Promise<number> {
  const { code, errors } = await run(0)
  expect(code, errors).toBe(0)
  return Number(/steps (\d+)\n$/.exec(errors)?.[1])
}

/** So many of them, evenly, and every second of the last: there it is decided which of two is the shop. */
function chosen(steps: number, { evenly, last }: { evenly: number; last: number }): number[] {
  const spread = Array.from({ length: evenly }, (_, nth) => 1 + Math.floor((nth * (steps - 2 * last)) / evenly))
  return [...spread, ...Array.from({ length: last }, (_, nth) => steps - 2 * nth).reverse()]
}

const pathIn = (url: string) => url.slice('file:'.length)

describe('killed at one step after another', { timeout: 300_000 }, () => {
  const sqlite = onDatabase('sqlite')
  const postgresql = onDatabase('postgresql')

  async function furnished() {
    const url = await sqlite.url()
    const place = placeFor(url)
    const database = await openDatabase(url, { log })
    await furnish(database, place)
    await database.close()
    return place
  }

  test('a backup leaves nothing that looks like one, or a whole one', async () => {
    const place = await furnished()
    const into = () => emptyFolder()
    const run = (step: number, folder = into()) => mortal(step, 'backup', [folder], settingsOf(place))
    const seen = { none: 0, whole: 0 }
    for (const step of chosen(await stepsOf(run), { evenly: 4, last: 2 })) {
      const folder = into()
      expect((await run(step, folder)).signal, `step ${step}`).toBe('SIGKILL')
      const whole = readdirSync(folder).filter((name) => !name.endsWith('.unfinished'))
      for (const name of readdirSync(folder)) {
        if (whole.includes(name)) await verify(join(folder, name))
        else if (!existsSync(join(folder, name, 'manifest.json')))
          await expect(verify(join(folder, name))).rejects.toThrow('is no backup')
      }
      seen[whole.length === 0 ? 'none' : 'whole'] += 1
    }
    expect(seen.none).toBeGreaterThan(0)
  })

  test('a restore leaves no shop or a whole one, and the same again ends it', async () => {
    const { path } = await backUp({ place: await furnished(), folder: emptyFolder() })
    const { rows } = await verify(path)
    const run = (step: number, place: ReturnType<typeof placeFor>) => mortal(step, 'restore', [path], settingsOf(place))
    const steps = await stepsOf(async (step) => run(step, placeFor(await sqlite.url({ empty: true }))))
    const seen = { none: 0, whole: 0 }
    for (const step of chosen(steps, { evenly: 4, last: 2 })) {
      const place = placeFor(await sqlite.url({ empty: true }))
      expect((await run(step, place)).signal, `step ${step}`).toBe('SIGKILL')
      if (existsSync(pathIn(place.database))) seen.whole += 1
      else {
        seen.none += 1
        expect(await run(-1, place)).toMatchObject({ code: 0 })
      }
      expect((await figuresOn(place.database)).rows).toEqual(rows)
      expect(readdirSync(join(pathIn(place.database), '..', 'web'))).toEqual(['customer.jsonl'])
    }
    expect(seen.none).toBeGreaterThan(0)
  })

  test('a move leaves one shop: the file or the server, and the same again ends it', async () => {
    const { database } = await furnished()
    const figures = await figuresOn(database)
    const again = async () => {
      const url = await sqlite.url({ empty: true })
      copyFileSync(pathIn(database), pathIn(url))
      return url
    }
    const run = (step: number, from: string, to: string) => mortal(step, 'move', [to], { DATABASE_URL: from })
    const steps = await stepsOf(async (step) => run(step, await again(), await postgresql.url({ empty: true })))
    const seen = new Set<string>()
    for (const step of chosen(steps, { evenly: 2, last: 6 })) {
      const from = await again()
      const to = await postgresql.url({ empty: true })
      expect((await run(step, from, to)).signal, `step ${step}`).toBe('SIGKILL')
      const starts = [await startsOn(from), await startsOn(to)]
      // Where nothing was done yet the server is as empty as it was.
      const isEmpty = starts[1] && (await rowsIn(to)) === 0
      seen.add(`${starts[0] ? 'file' : ''} ${starts[1] && !isEmpty ? 'server' : ''}`)
      expect([starts[0], starts[1] && !isEmpty], `step ${step} of ${steps}`).not.toEqual([true, true])
      const done = await run(-1, from, to)
      if (done.code !== 0) expect(done.errors).toMatch(/^This shop has moved/)
      expect(await startsOn(from)).toBe(false)
      expect(await onServer(to, 'BEGIN', (client) => figuresOfSide(new PostgresqlSide(client)))).toEqual(figures)
    }
    // The file to the end, then for an instant neither, then the server.
    expect([...seen].sort()).toEqual([' ', ' server', 'file '])
  })
})

async function figuresOn(url: string) {
  const client = new BetterSqlite3(pathIn(url), { readonly: true })
  try {
    return await figuresOfSide(new SqliteSide(client))
  } finally {
    client.close()
  }
}

/** Whether a program would start on it. Others' refusals fail the test. */
async function startsOn(url: string): Promise<boolean> {
  try {
    await (await openDatabase(url, { log })).close()
    return true
  } catch (error) {
    if (error instanceof StartError && /has moved|was broken off/.test(error.message)) return false
    throw error
  }
}

async function rowsIn(url: string): Promise<number> {
  const database = await openDatabase(url, { log })
  try {
    const [row] = await database.query<{ n: number }>('SELECT count(*) AS n FROM customer')
    return row?.n ?? 0
  } finally {
    await database.close()
  }
}
