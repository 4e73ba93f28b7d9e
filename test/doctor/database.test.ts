import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { FakeAdapter } from '../../adapters/fake/adapter.ts'
import type { Adapter } from '../../src/chat.ts'
import { openDatabase } from '../../src/database/open.ts'
import { openReader } from '../../src/database/reader.ts'
import { eachDatabase } from '../databases.ts'
import { silent } from '../log.ts'
import { looked } from './look.ts'

eachDatabase((fresh) => {
  test('where all is well it says so, beside the running program and without it', async () => {
    const { database, url } = await fresh.openAt()
    const found = await looked({ DATABASE_URL: url })
    expect(found).toMatchObject({
      database: expect.stringMatching(
        fresh.dialect === 'sqlite' ? /^ok: SQLite, .* KB, write-ahead log$/ : /^ok: Postgre/,
      ),
      migrations: expect.stringMatching(/^ok: all \d+ applied$/),
      ledger: 'ok: 0 accounts, all balance',
    })
    if (fresh.dialect === 'postgresql')
      expect(found).toMatchObject({
        'clock and the database': 'ok: 0 s apart',
        connections: expect.stringMatching(/^ok: /),
      })
    await database.close()
    expect(await looked({ DATABASE_URL: url })).toMatchObject({ ledger: 'ok: 0 accounts, all balance' })
  })

  test('a balance that is not the sum of its lots, or of its entries', async () => {
    const { database, url } = await fresh.openAt()
    const at = new Date()
    for (const id of ['a', 'b', 'c']) {
      await database.execute(
        'INSERT INTO customer (id, name, locale, card, created, seen) VALUES (?, ?, ?, ?, ?, ?)',
        ...[id, 'x', 'en', id, at, at],
      )
      await database.execute('INSERT INTO account ("customerId", balance, debt) VALUES (?, ?, 0)', id, 5)
    }
    for (const [id, points] of [
      ['a', 5],
      ['b', 4],
      ['c', 5],
    ] as const)
      await database.execute(
        `INSERT INTO lot (id, "customerId", "ownerId", points, remaining, expired, earned, usable)
         VALUES (?, ?, ?, ?, ?, 0, ?, ?)`,
        ...[id, id, id, points, points, at, at],
      )
    for (const [id, points] of [
      ['a', 5],
      ['b', 5],
      ['c', 6],
    ] as const)
      await database.execute(
        `INSERT INTO entry (id, "customerId", "ownerId", kind, points, at, effective) VALUES (?, ?, ?, 'earn', ?, ?, ?)`,
        ...[id, id, id, points, at, at],
      )
    expect(await looked({ DATABASE_URL: url })).toMatchObject({ ledger: 'wrong: 2 of 3 accounts do not balance' })
  })

  test('migrations that are still to be applied', async () => {
    const url = await fresh.url({ empty: true })
    const found = await looked({ DATABASE_URL: url })
    if (fresh.dialect === 'sqlite') expect(found).toMatchObject({ database: 'ok: will be made at the first start' })
    else expect(found.migrations).toMatch(/^look: \d+ still to be applied$/)
  })

  test('a database of another program', async () => {
    const { database, url } = await fresh.openAt()
    await database.execute('DROP TABLE _prisma_migrations')
    await database.close()
    expect((await looked({ DATABASE_URL: url })).database).toMatch(/^wrong: .* belongs to another program/)
  })

  test('the desks are handed to their platforms, and owners are counted', async () => {
    const { database, url } = await fresh.openAt()
    const desk = { platform: 'fake', channel: 'G1' }
    for (const platform of ['fake', 'other'])
      await database.execute(
        `INSERT INTO desk (platform, channel, locale, "setBy", created) VALUES (?, 'G1', 'en', 'x', ?)`,
        ...[platform, new Date()],
      )
    const asked: unknown[] = []
    const fake: Adapter = new FakeAdapter()
    fake.examine = async function* (places) {
      asked.push(places)
      yield { about: 'desk', state: 'look', found: 'x', remedy: 'y' }
      throw new Error('no more')
    }
    expect(await looked({ DATABASE_URL: url, WEB_CHAT: 'off' }, { adapters: [fake] })).toMatchObject({
      owners: 'look: nobody owns the shop yet',
      desk: 'look: x',
      fake: 'look: could not be looked at (no more)',
    })
    expect(asked).toEqual([[desk]])
  })

  test('a shop that has moved, and one that is moving in', async () => {
    const { database, url } = await fresh.openAt()
    const move = async () => (await looked({ DATABASE_URL: url })).move
    expect(await move()).toBe(undefined)
    const mark = (name: string, value: string) => [name, value]
    await database.execute('INSERT INTO setting (name, value) VALUES (?, ?)', ...mark('moving', '{"move":"x"}'))
    expect(await move()).toMatch(/^wrong: .* has a move into it that was broken off/)
    await database.execute('UPDATE setting SET name = ?, value = ?', ...mark('moved', '{"move":"x","to":"over there"}'))
    expect(await move()).toMatch(/^wrong: This shop has moved: .* was left for over there/)
  })

  test('what is read cannot be written', async () => {
    const { url } = await fresh.openAt()
    const reader = await openReader(url)
    await expect(reader?.rows(`INSERT INTO setting (name, value) VALUES ('a', 'b')`)).rejects.toThrow(/read.?only/i)
    await reader?.close()
  })
})

describe('a SQLite file', () => {
  const folderOf = () => {
    const folder = mkdtempSync(join(tmpdir(), 'regulars-doctor-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    return folder
  }

  test('that is none, and one that is damaged', async () => {
    const folder = folderOf()
    const path = join(folder, 'regulars.db')
    writeFileSync(path, 'this is no database, whatever its name says')
    expect((await looked({ DATABASE_URL: `file:${path}` })).database).toMatch(
      /^wrong: .* is not a database or is damaged/,
    )
  })

  test('is left as it was, with nothing beside it', async () => {
    const folder = folderOf()
    const path = join(folder, 'regulars.db')
    await (await openDatabase(`file:${path}`, { log: silent })).close()
    const before = { names: readdirSync(folder), bytes: readFileSync(path) }
    await looked({ DATABASE_URL: `file:${path}` })
    expect({ names: readdirSync(folder), bytes: readFileSync(path) }).toEqual(before)
    const broken = Buffer.from(before.bytes)
    broken.fill(0xa5, 4096 * 3, 4096 * 40)
    writeFileSync(path, broken)
    const found = await looked({ DATABASE_URL: `file:${path}` })
    expect([found.integrity, found.database].join()).toMatch(/wrong: .*damaged/)
  })

  test('in a folder that cannot be written', async () => {
    // The superuser may write into every folder, but into nothing that is none.
    const path = join(folderOf(), 'taken')
    writeFileSync(path, '', { mode: 0o600 })
    const found = await looked({ DATABASE_URL: `file:${path}/regulars.db` })
    expect(found).toMatchObject({
      'data folder': `wrong: ${path} cannot be written (EACCES)`,
      files: `wrong: ${path} cannot be written (EACCES)`,
    })
  })
})

test('a server that is not there, and an address that is none', async () => {
  expect((await looked({ DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' })).database).toMatch(/cannot be reached/)
  const found = await looked({ DATABASE_URL: 'postgresql://me:se:cret@@@/x' })
  expect(found.database).toMatch(/^wrong: /)
  expect(JSON.stringify(found)).not.toContain('cret')
})
