import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { backUp } from '../../src/backup/backup.ts'
import { restore } from '../../src/backup/restore/restore.ts'
import { verify } from '../../src/backup/verify.ts'
import { migrationsFolder, readMigrations } from '../../src/database/migrations/files.ts'
import { openDatabase } from '../../src/database/open.ts'
import { eachDatabase, onDatabase } from '../databases.ts'
import { silent as log } from '../log.ts'
import { emptyFolder } from '../moving/folder.ts'
import { fileId, furnish, placeFor, textOf } from './shop.ts'

const now = new Date('2026-03-02T03:00:00.000Z')
const kept = `files/${fileId.slice(-2)}/${fileId}`

/** The migrations that the first release brought, for both databases. */
function olderRelease(): string {
  const folder = emptyFolder()
  for (const dialect of ['sqlite', 'postgresql'] as const) {
    const [first] = readMigrations(dialect)
    if (first)
      cpSync(join(migrationsFolder(dialect), first.name), join(folder, dialect, first.name), { recursive: true })
  }
  return folder
}

eachDatabase((fresh) => {
  async function backedUp() {
    const { database, url } = await fresh.openAt()
    const place = placeFor(url)
    await furnish(database, place)
    const folder = emptyFolder()
    return { database, place, folder, ...(await backUp({ place, folder, now })) }
  }

  test('a backup has what belongs to the shop, and nothing else', async () => {
    const { place, folder, path, manifest, database } = await backedUp()
    expect(path).toBe(join(folder, 'regulars-2026-03-02T03-00-00Z'))
    expect(readdirSync(folder)).toEqual(['regulars-2026-03-02T03-00-00Z'])
    const parts = [kept, 'program.yaml', 'regulars.db', 'web/customer.jsonl']
    expect(Object.keys(manifest.parts).sort()).toEqual(parts.sort())
    expect(manifest).toMatchObject({
      ...{ format: 1, of: fresh.dialect, made: now.toISOString() },
      files: { kept: 2, missing: [expect.stringMatching(/b2$/)] },
      ledger: { accounts: 3, balance: 60, debt: 0, lots: 60, entries: 60, uneven: 0 },
    })
    expect(manifest.rows).toMatchObject({ customer: 3, delivery: 5, campaign: 1, purchase: 0 })
    expect(statSync(path).mode & 0o077).toBe(0)
    expect(statSync(join(path, 'regulars.db')).mode & 0o077).toBe(0)
    // One file that needs nothing beside it.
    expect(readdirSync(path).sort()).toEqual(['files', 'manifest.json', 'program.yaml', 'regulars.db', 'web'])
    expect(await verify(path)).toEqual(manifest)
    await database.execute(`INSERT INTO setting (name, value) VALUES ('after', '')`)
    await expect(backUp({ place, folder, now })).rejects.toThrow('is there already')
    expect(await verify(path)).toEqual(manifest)
  })

  test('a ledger that does not balance is backed up, and said', async () => {
    const { database, url } = await fresh.openAt()
    const place = placeFor(url)
    await furnish(database, place)
    await database.execute(`UPDATE account SET balance = 11 WHERE "customerId" = 'customer-1'`)
    const { manifest } = await backUp({ place, folder: emptyFolder(), now })
    expect(manifest.ledger).toMatchObject({ balance: 61, uneven: 1 })
  })

  test('one of an older release is put back and brought up to date', async () => {
    const migrations = olderRelease()
    const url = await fresh.url({ empty: true })
    const old = await openDatabase(url, { log, migrations })
    await old.execute(`INSERT INTO setting (name, value) VALUES ('of', 'an older release')`)
    await old.close()
    const { path, manifest } = await backUp({ place: placeFor(url), folder: emptyFolder(), now })
    expect(manifest.migrations).toEqual([expect.stringMatching(/_foundation$/)])
    expect(manifest.rows).not.toHaveProperty('campaign')
    const place = placeFor(`file:${join(emptyFolder(), 'regulars.db')}`)
    await restore({ backup: path, place, silent: false, log, now })
    const database = await openDatabase(place.database, { log })
    fresh.after(() => database.close())
    expect(await database.query('SELECT value FROM setting')).toEqual([{ value: 'an older release' }])
    expect(await database.query('SELECT count(*) AS n FROM campaign')).toEqual([{ n: 0 }])
  })

  describe.each(['sqlite', 'postgresql'] as const)('put back into %s', (dialect) => {
    const other = onDatabase(dialect)

    test('it is the same shop, which does not send again what nobody knows of', async () => {
      const { path } = await backedUp()
      const place = placeFor(await other.url({ empty: true }))
      const restored = await restore({ backup: path, place, silent: false, log, now })
      expect(restored).toMatchObject({ waiting: 2, silenced: 1, paused: 1, notes: [] })
      expect(textOf(join(place.files.folder, kept.slice('files/'.length)))).toBe('a picture')
      expect(textOf(join(place.web, 'customer.jsonl'))).toBe('{"id":"a.1"}\n')
      expect(textOf(place.program)).toBe('currency: EUR\n')
      const database = await openDatabase(place.database, { log })
      other.after(() => database.close())
      expect(await database.query('SELECT lane, state, recipient FROM delivery ORDER BY id')).toEqual([
        { lane: 0, state: 'queued', recipient: null },
        { lane: 1, state: 'sending', recipient: null },
        { lane: 2, state: 'unknown', recipient: null },
        { lane: 2, state: 'queued', recipient: 1 },
        { lane: 0, state: 'sent', recipient: null },
      ])
      expect(await database.query('SELECT state FROM campaign')).toEqual([{ state: 'paused' }])
      expect(await database.query(`SELECT id, created, notices FROM customer WHERE id = 'customer-2'`)).toEqual([
        { id: 'customer-2', created: new Date('2026-03-01T10:00:00.000Z'), notices: true },
      ])
      // What was given out after the backup must not come to mean something else.
      const [made] = await database.query<{ id: number }>(
        `INSERT INTO audit (at, actor, act, subject, detail) VALUES (?, 'a', 'b', 'c', 'd') RETURNING id`,
        now,
      )
      expect(made?.id).toBe(1_001)
    })

    // Where a backup was made makes no difference any more.
    if (fresh.dialect === 'postgresql') return

    test('nothing that waited is sent when it is to be silent', async () => {
      const { path } = await backedUp()
      const place = placeFor(await other.url({ empty: true }))
      expect(await restore({ backup: path, place, silent: true, log, now })).toMatchObject({ waiting: 0, silenced: 3 })
    })

    test('nothing is written over', async () => {
      const { path } = await backedUp()
      const used = placeFor(await other.url())
      const there = await openDatabase(used.database, { log })
      await there.execute(`INSERT INTO setting (name, value) VALUES ('mine', '')`)
      await there.close()
      await expect(restore({ backup: path, place: used, silent: false, log })).rejects.toThrow(
        dialect === 'sqlite' ? 'is there already, and nothing is written over' : 'is not empty (1 rows in setting)',
      )
      expect(existsSync(used.files.folder)).toBe(false)
      const place = placeFor(await other.url({ empty: true }))
      mkdirSync(join(place.files.folder, 'a1'), { recursive: true })
      writeFileSync(join(place.files.folder, 'a1', fileId), 'another')
      await expect(restore({ backup: path, place, silent: false, log })).rejects.toThrow(/a1.* is there already/)
      expect(textOf(join(place.files.folder, 'a1', fileId))).toBe('another')
      rmSync(place.files.folder, { recursive: true })
      writeFileSync(place.program, 'currency: CNY\n')
      const { notes } = await restore({ backup: path, place, silent: false, log })
      expect(notes).toEqual([expect.stringContaining('was left as it is')])
      expect(textOf(place.program)).toBe('currency: CNY\n')
    })
  })
})

describe('what is wrong with a backup is found out', () => {
  const fresh = onDatabase('sqlite')

  async function backedUp(): Promise<string> {
    const { database, url } = await fresh.openAt()
    const place = placeFor(url)
    await furnish(database, place)
    return (await backUp({ place, folder: emptyFolder(), now })).path
  }

  const spoil: Record<string, [(path: string) => void, string]> = {
    'a file that was changed': [(path) => appendFileSync(join(path, kept), '!'), `${kept} has changed`],
    'a file that is gone': [(path) => rmSync(join(path, kept)), `${kept} is missing`],
    'a database that was changed': [
      (path) => {
        const client = new BetterSqlite3(join(path, 'regulars.db'))
        client.exec(`UPDATE account SET balance = balance + 1`)
        client.close()
      },
      'regulars.db has changed',
    ],
    'no manifest': [(path) => rmSync(join(path, 'manifest.json')), 'is no backup'],
    'a manifest of another time': [(path) => rewrite(path, '"format": 1', '"format": 2'), 'a newer version wrote it'],
    'a part that leads elsewhere': [(path) => rewrite(path, '"web/customer.jsonl"', '"web/../../x"'), 'cannot be read'],
    'a ledger that came out otherwise': [(path) => rewrite(path, '"entries": 60', '"entries": 61'), 'does not hold'],
  }

  const rewrite = (path: string, from: string, to: string) => {
    const manifest = join(path, 'manifest.json')
    expect(textOf(manifest)).toContain(from)
    writeFileSync(manifest, textOf(manifest).replace(from, to))
  }

  test.each(Object.keys(spoil))('%s', async (name) => {
    const path = await backedUp()
    const [act, told] = spoil[name] ?? []
    act?.(path)
    await expect(verify(path)).rejects.toThrow(told)
    const place = placeFor(await fresh.url({ empty: true }))
    await expect(restore({ backup: path, place, silent: false, log })).rejects.toThrow(told)
    expect(existsSync(place.database.slice('file:'.length))).toBe(false)
  })

  test('what the program has open is not restored into, and what it left behind is', async () => {
    const path = await backedUp()
    const { url } = await fresh.openAt()
    await expect(restore({ backup: path, place: placeFor(url), silent: false, log })).rejects.toThrow(
      'is there already',
    )
    const place = placeFor(await fresh.url({ empty: true }))
    const file = place.database.slice('file:'.length)
    writeFileSync(`${file}-wal`, 'of another database')
    await expect(restore({ backup: path, place, silent: false, log })).rejects.toThrow('-wal is there already')
    rmSync(`${file}-wal`)
    writeFileSync(`${file}.unfinished`, 'of a restore that was broken off')
    await restore({ backup: path, place, silent: false, log })
    expect(readdirSync(join(file, '..')).sort()).toEqual(['regulars.db', 'regulars.db.lock'])
  })

  test('an abandoned one goes with the next, another that is being written stays', async () => {
    const folder = emptyFolder()
    for (const [name, day] of [
      ['regulars-2026-02-27T03-00-00Z.unfinished', '2026-02-27'],
      ['regulars-2026-03-02T02-59-00Z.unfinished', '2026-03-02'],
      ['mine.unfinished', '2026-02-27'],
    ] as const) {
      mkdirSync(join(folder, name))
      utimesSync(join(folder, name), new Date(`${day}T03:00:00Z`), new Date(`${day}T03:00:00Z`))
    }
    const { url } = await fresh.openAt()
    await backUp({ place: placeFor(url), folder, now })
    expect(readdirSync(folder).sort()).toEqual([
      'mine.unfinished',
      'regulars-2026-03-02T02-59-00Z.unfinished',
      'regulars-2026-03-02T03-00-00Z',
    ])
  })
})
