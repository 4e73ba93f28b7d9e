import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/database/open.ts'
import { StartError } from '../../src/start-error.ts'
import { eachDatabase, onDatabase } from '../databases.ts'
import { silent } from '../log.ts'
import { migrationsWith } from './migrations.ts'

const MORE = '29990101000000_more'
const LAST = '29990101000001_last'
const ADD = 'ALTER TABLE setting ADD COLUMN more TEXT;'

/** Opens, does something and closes. */
async function on<T>(
  url: string,
  migrations: string | undefined,
  run: (database: Awaited<ReturnType<typeof openDatabase>>) => Promise<T>,
): Promise<T> {
  const database = await openDatabase(url, { log: silent, ...(migrations ? { migrations } : {}) })
  try {
    return await run(database)
  } finally {
    await database.close()
  }
}

const write = (url: string) =>
  on(url, undefined, (database) => database.execute("INSERT INTO setting VALUES ('a', '1')").then(() => {}))
const columns = (url: string, migrations?: string) =>
  on(url, migrations, (database) => database.query('SELECT * FROM setting'))
const applied = (url: string, migrations?: string) =>
  on(url, migrations, async (database) =>
    (
      await database.query<{ name: string }>(
        'SELECT migration_name AS name FROM _prisma_migrations ORDER BY started_at',
      )
    ).map(({ name }) => name),
  )

/** The line that the person who starts the program reads. */
async function refusal(url: string, migrations?: string): Promise<string> {
  const error = await openDatabase(url, { log: silent, ...(migrations ? { migrations } : {}) }).then(
    (database) => database.close(),
    (error) => error,
  )
  expect(error).toBeInstanceOf(StartError)
  expect(error.message).toMatch(/^[^\n]+\.$/)
  return error.message
}

eachDatabase(({ dialect, url }) => {
  test('an empty database is made, and found again', async () => {
    const at = await url({ empty: true })
    await write(at)
    expect(await columns(at)).toEqual([{ name: 'a', value: '1' }])
    expect((await applied(at)).length).toBeGreaterThan(0)
  })

  test('what is missing is applied, in order, and only once', async () => {
    const at = await url()
    await write(at)
    const folder = migrationsWith(dialect, { [LAST]: "UPDATE setting SET more = 'x';", [MORE]: ADD })
    expect(await columns(at, folder)).toEqual([{ name: 'a', value: '1', more: 'x' }])
    expect((await applied(at, folder)).slice(-2)).toEqual([MORE, LAST])
  })

  test('a failed migration is undone with all that came before it, and can be done when it is mended', async () => {
    const at = await url()
    await write(at)
    const before = await applied(at)
    const failing = `CREATE TABLE half (id INTEGER); INSERT INTO half VALUES (1); UPDATE setting SET nothing = 1;`
    const line = await refusal(at, migrationsWith(dialect, { [MORE]: ADD, [LAST]: failing }))
    expect(line).toMatch(
      /could not be brought up to date and is as it was \(29990101000001_last: .*nothing.*\): go back/,
    )
    expect(await columns(at)).toEqual([{ name: 'a', value: '1' }])
    expect(await applied(at)).toEqual(before)
    const mended = migrationsWith(dialect, { [MORE]: ADD, [LAST]: "UPDATE setting SET more = 'y; not an end';" })
    expect(await columns(at, mended)).toEqual([{ name: 'a', value: '1', more: 'y; not an end' }])
  })

  test('a database of a newer version is refused', async () => {
    const at = await url()
    await applied(at, migrationsWith(dialect, { [MORE]: ADD }))
    expect(await refusal(at)).toMatch(
      `was made by a newer version of the program (migration ${MORE}): start that version`,
    )
  })

  test('an edited migration is refused', async () => {
    const at = await url()
    await applied(at, migrationsWith(dialect, { [MORE]: ADD }))
    expect(await refusal(at, migrationsWith(dialect, { [MORE]: `${ADD} ` }))).toMatch(
      `was made with another text of the migration ${MORE}`,
    )
  })

  test('a migration that another tool left unfinished is refused', async () => {
    const at = await url()
    await on(at, undefined, (database) => database.execute('UPDATE _prisma_migrations SET finished_at = NULL'))
    expect(await refusal(at)).toMatch(/has the migration \d+_foundation half done by another tool/)
  })

  test('a database of another program is refused, and left alone', async () => {
    const at = await url({ empty: true })
    const folder = migrationsWith(dialect, {})
    await on(at, folder, (database) => database.execute('DROP TABLE _prisma_migrations'))
    expect(await refusal(at)).toMatch('belongs to another program')
  })
})

describe('sqlite', () => {
  const { url } = onDatabase('sqlite')

  test('a copy is kept of a database in use, with what was not yet in the file itself', async () => {
    const at = await url()
    const path = at.slice('file:'.length)
    // Left open without a checkpoint, so that the row is in the write-ahead log only.
    const writer = new BetterSqlite3(path)
    writer.pragma('journal_mode = WAL')
    writer.pragma('wal_autocheckpoint = 0')
    writer.exec("INSERT INTO setting VALUES ('a', '1')")
    await columns(at, migrationsWith('sqlite', { [MORE]: ADD }))
    writer.close()
    const copy = new BetterSqlite3(`${path}.before-${MORE}`, { readonly: true })
    expect(copy.prepare('SELECT * FROM setting').all()).toEqual([{ name: 'a', value: '1' }])
    expect(copy.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }])
    copy.close()
    expect(readdirSync(dirname(path)).filter((name) => name.includes('unfinished'))).toEqual([])
  })

  test('no copy is kept of a new database, nor when there is nothing to do', async () => {
    const at = await url({ empty: true })
    await write(at)
    await write(at).catch(() => {})
    const path = at.slice('file:'.length)
    expect(readdirSync(dirname(path)).filter((name) => name.startsWith(`${basename(path)}.before`))).toEqual([])
  })

  test('the copy is told of when a migration fails, and it is what there was', async () => {
    const at = await url()
    await write(at)
    const copy = `${at.slice('file:'.length)}.before-${MORE}`
    expect(await refusal(at, migrationsWith('sqlite', { [MORE]: 'nonsense' }))).toMatch(`A copy of it is ${copy}.`)
    expect(existsSync(copy)).toBe(true)
    expect(await columns(`file:${copy}`)).toEqual([{ name: 'a', value: '1' }])
  })

  test('a table that others refer to can be made anew, but nothing may be left without what it refers to', async () => {
    const at = await url()
    await on(at, undefined, async (database) => {
      await database.execute("INSERT INTO customer (id, locale, card, created) VALUES ('c', 'en', '1', 0)")
      await database.execute(`INSERT INTO role VALUES ('c', 'staff', 'system', 0)`)
    })
    const anew = (where: string) => `
      PRAGMA defer_foreign_keys=ON;
      PRAGMA foreign_keys=OFF;
      CREATE TABLE new_role AS SELECT * FROM role;
      CREATE TABLE copy AS SELECT * FROM customer;
      DELETE FROM customer ${where};
      PRAGMA foreign_keys=ON;
      PRAGMA defer_foreign_keys=OFF;`
    expect(await refusal(at, migrationsWith('sqlite', { [MORE]: anew('') }))).toMatch(
      'rows of role would refer to a missing customer',
    )
    await applied(at, migrationsWith('sqlite', { [MORE]: anew("WHERE id = 'x'") }))
  })
})
