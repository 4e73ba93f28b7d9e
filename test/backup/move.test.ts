import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { backUp } from '../../src/backup/backup.ts'
import { move } from '../../src/backup/move/move.ts'
import { takeOver } from '../../src/backup/move/take-over.ts'
import { snapshotPostgresql } from '../../src/backup/snapshot-postgresql.ts'
import { openDatabase } from '../../src/database/open.ts'
import { lockFile } from '../../src/database/sqlite/file.ts'
import { onDatabase } from '../databases.ts'
import { silent as log } from '../log.ts'
import { emptyFolder } from '../moving/folder.ts'
import { administer } from '../postgresql/administer.ts'
import { contentOf, fillAny } from './rows.ts'
import { command } from './run.ts'
import { placeFor } from './shop.ts'

const pathIn = (url: string) => url.slice('file:'.length)

describe('moving', () => {
  const sqlite = onDatabase('sqlite')
  const postgresql = onDatabase('postgresql')

  async function furnished(): Promise<{ from: string; counts: Record<string, number> }> {
    const from = await sqlite.url()
    return { from, counts: await fillAny(pathIn(from), 11, 8) }
  }

  test('everything is there, the file is left, and the program starts on neither the wrong one nor a half one', async () => {
    const { from, counts } = await furnished()
    const customers = contentOf(pathIn(from), 'customer')
    const to = await postgresql.url({ empty: true })
    const { rows } = await move({ from, to, stop: false, log })
    expect(rows).toEqual(counts)
    const back = join(emptyFolder(), 'back.db')
    expect((await snapshotPostgresql(to, back, () => {})).rows).toEqual(counts)
    expect(contentOf(back, 'customer')).toEqual(customers)
    await expect(openDatabase(from, { log })).rejects.toThrow(
      /This shop has moved: .*regulars\.db was left for The database test_/,
    )
    await expect(backUp({ place: placeFor(from), folder: emptyFolder() })).rejects.toThrow('This shop has moved')
    await expect(move({ from, to, stop: false, log })).rejects.toThrow('This shop has moved')
    await (await openDatabase(to, { log })).close()
  })

  test('the command tells what to set, and where files are looked for from now on', async () => {
    const { from } = await furnished()
    const to = await postgresql.url({ empty: true })
    const { code, out, errors } = await command('move', [to], { DATABASE_URL: from })
    expect(code, errors).toBe(0)
    expect(out).toContain(`\nDATABASE_URL=${to}\nFILES=${join(pathIn(from), '..', 'files')}\n`)
    const started = await command('main', [], { DATABASE_URL: from, PORT: '0', LOG_LEVEL: 'error' })
    expect(started).toMatchObject({
      code: 1,
      errors: expect.stringMatching(/^This shop has moved.*DATABASE_URL to that\.\n$/),
    })
  })

  test('a database with something in it is not moved into, nor is one moved that a program holds', async () => {
    const { from, counts } = await furnished()
    const to = await postgresql.url()
    await administer(to, `INSERT INTO setting VALUES ('mine', '')`)
    await expect(move({ from, to, stop: false, log })).rejects.toThrow('is not empty (1 rows in setting)')
    await administer(to, `DELETE FROM setting`)
    const unlock = lockFile(pathIn(from))
    await expect(move({ from, to, stop: false, log })).rejects.toThrow(/The program runs on .*--stop/)
    // It is this process that holds it, which is not to be ended.
    await expect(takeOver(pathIn(from), { stop: true })).rejects.toThrow('cannot be ended from here')
    unlock()
    const beside = await openDatabase(from, { log, beside: () => {} })
    await expect(move({ from, to, stop: false, log })).rejects.toThrow(/The program runs on/)
    await beside.close()
    // An import that began beside the program goes on when that has ended.
    const other = new BetterSqlite3(pathIn(from))
    other.prepare('SELECT count(*) FROM customer').get()
    await expect(move({ from, to, stop: false, log })).rejects.toThrow('is open in another program')
    other.close()
    expect((await move({ from, to, stop: false, log })).rows).toEqual(counts)
  })

  test('what cannot be moved is told in one line', async () => {
    const to = await postgresql.url()
    const from = await sqlite.url()
    const nowhere = 'postgresql://nobody@127.0.0.1:1/none'
    await expect(move({ from: to, to, stop: false, log })).rejects.toThrow('is not a SQLite file')
    await expect(move({ from, to: 'file:./b.db', stop: false, log })).rejects.toThrow('Move to an address like')
    await expect(move({ from: 'file:./none.db', to, stop: false, log })).rejects.toThrow('There is no database')
    await expect(move({ from, to: nowhere, stop: false, log })).rejects.toThrow('cannot be reached')
    expect(readFileSync(pathIn(from))).not.toHaveLength(0)
    await (await openDatabase(from, { log })).close()
  })

  test('a program that starts meanwhile waits, and finds all or nothing', async () => {
    const { from } = await furnished()
    const to = await postgresql.url()
    let opening: Promise<unknown> | undefined
    const show = () => {
      opening ??= openDatabase(to, { log }).then(
        async (database) => {
          const [row] = await database.query<{ n: number }>('SELECT count(*) AS n FROM customer')
          await database.close()
          return row?.n
        },
        (error) => error.message,
      )
    }
    const { rows } = await move({ from, to, stop: false, log, show })
    expect([rows.customer, expect.stringContaining('was broken off')]).toContainEqual(await opening)
  })
})
