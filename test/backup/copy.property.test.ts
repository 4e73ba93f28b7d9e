import { copyFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import BetterSqlite3 from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, inject, test } from 'vitest'
import { copyAll } from '../../src/backup/copy/copy.ts'
import { fill } from '../../src/backup/copy/fill.ts'
import { PostgresqlSide } from '../../src/backup/copy/postgresql-side.ts'
import { onServer } from '../../src/backup/copy/server.ts'
import { SqliteSide } from '../../src/backup/copy/sqlite-side.ts'
import { snapshotPostgresql } from '../../src/backup/snapshot-postgresql.ts'
import { onDatabase } from '../databases.ts'
import { emptyFolder } from '../moving/folder.ts'
import { administer } from '../postgresql/administer.ts'
import { contentOf, fillAny } from './rows.ts'

const show = () => {}

function emptyFile(): string {
  const path = join(emptyFolder(), 'regulars.db')
  copyFileSync(inject('templates').sqlite, path)
  return path
}

async function onFile<T>(
  path: string,
  run: (side: SqliteSide, client: BetterSqlite3.Database) => Promise<T>,
): Promise<T> {
  const client = new BetterSqlite3(path)
  try {
    return await run(new SqliteSide(client), client)
  } finally {
    client.close()
  }
}

const fillFrom = (path: string, url: string) => onFile(path, (side) => fill(url, side, { show }))

/** Tables as the schema names them: what a copy has to know of. */
const schema = readFileSync(fileURLToPath(new URL('../../prisma/schema.prisma', import.meta.url)), 'utf8')
const named = [...schema.matchAll(/@@map\("(\w+)"\)/g)].map(([, name]) => name).sort()

describe('copying', () => {
  const fresh = onDatabase('postgresql')

  test('every table of the schema is known, on both databases alike', async () => {
    const url = await fresh.url()
    const ours = await onFile(emptyFile(), (side) => side.tables())
    const theirs = await onServer(url, 'BEGIN', (client) => new PostgresqlSide(client).tables())
    expect(named.length).toBeGreaterThan(40)
    expect(ours.map(({ name }) => name).sort()).toEqual(named)
    const comparable = (tables: typeof ours) =>
      tables.map(({ name, columns, refers }) => ({ name, columns, refers: [...refers].sort() }))
    expect(comparable(theirs)).toEqual(comparable(ours))
    const counting = (tables: typeof ours) => tables.filter(({ counter }) => counter === 'id').map(({ name }) => name)
    expect(counting(theirs)).toEqual(counting(ours))
    expect(counting(theirs)).toContain('complaint')
  })

  test('any rows come back from PostgreSQL as they were', { timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const url = await fresh.url()
        const path = emptyFile()
        const counts = await fillAny(path, seed, 40)
        expect(Object.values(counts).every((count) => count > 0)).toBe(true)
        await fillFrom(path, url)
        const back = join(emptyFolder(), 'back.db')
        const { rows } = await snapshotPostgresql(url, back, show)
        expect(rows).toEqual(counts)
        for (const name of named) expect(contentOf(back, String(name)), name).toEqual(contentOf(path, String(name)))
        const sequences = (file: string) =>
          onFile(file, async (_, client) =>
            client.prepare('SELECT * FROM sqlite_sequence WHERE seq > 0 ORDER BY name').all(),
          )
        expect(await sequences(back)).toEqual(await sequences(path))
      }),
      { numRuns: 3 },
    )
  })

  test('numbers go on after the last that was given, not after the largest that is left', async () => {
    const url = await fresh.url()
    const path = emptyFile()
    await onFile(path, async (_, client) => {
      const insert = client.prepare(
        `INSERT INTO audit (at, actor, act, subject, detail) VALUES (1, 'a', 'b', 'c', 'd')`,
      )
      for (let n = 0; n < 5; n += 1) insert.run()
      client.exec('DELETE FROM audit WHERE id > 2')
    })
    await fillFrom(path, url)
    const sql = `INSERT INTO audit (at, actor, act, subject, detail) VALUES (now(), 'a', 'b', 'c', 'd') RETURNING id::int`
    expect(await administer(url, sql)).toEqual([{ id: 6 }])
    const [first] = await administer(
      url,
      `INSERT INTO segment (name, key, words, "createdBy", created, changed)
      VALUES ('a', 'a', 'a', 'a', now(), now()) RETURNING id::int`,
    )
    expect(first).toEqual({ id: 1 })
  })

  test('a row that comes out otherwise is noticed, and nothing is kept', async () => {
    const url = await fresh.url()
    const path = emptyFile()
    await fillAny(path, 7, 5)
    // As a server would that keeps one letter for another.
    await administer(
      url,
      `CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN NEW.locale := NEW.locale || 'x'; RETURN NEW; END $$`,
    )
    await administer(url, 'CREATE TRIGGER spoil BEFORE INSERT ON customer FOR EACH ROW EXECUTE FUNCTION spoil()')
    await expect(fillFrom(path, url)).rejects.toThrow('customer was not copied as it is')
    expect(await administer(url, 'SELECT count(*)::int AS n FROM customer')).toEqual([{ n: 0 }])
    await administer(url, 'DROP FUNCTION spoil CASCADE')
  })

  test('two files are told apart by their digests whatever runs together in a row', async () => {
    const [one, two] = [emptyFile(), emptyFile()]
    const put = (path: string, name: string, value: string) =>
      onFile(path, async (_, client) => client.prepare('INSERT INTO setting VALUES (?, ?)').run(name, value))
    await put(one, 'a 1:b', 'c')
    await put(two, 'a', '1:b c')
    const digest = (path: string) =>
      onFile(path, async (side) => {
        const table = (await side.tables()).find(({ name }) => name === 'setting')
        return table && side.digest(table)
      })
    expect(await digest(one)).not.toEqual(await digest(two))
    await expect(onFile(one, (from) => onFile(two, (to) => copyAll(from, to)))).rejects.toThrow(
      'setting was not copied',
    )
  })
})
