import { setImmediate } from 'node:timers/promises'
import BetterSqlite3 from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import { onDatabase } from '../databases.ts'

describe('a SQLite file that another process holds', () => {
  const fresh = onDatabase('sqlite')

  const ways = {
    'a transaction': (database: Awaited<ReturnType<typeof fresh.open>>) =>
      database.transaction((sql) => sql.execute(`INSERT INTO setting (name, value) VALUES ('a', 'b')`)),
    'a statement': (database: Awaited<ReturnType<typeof fresh.open>>) =>
      database.execute(`INSERT INTO setting (name, value) VALUES ('a', 'b')`),
    'Prisma’s client': async (database: Awaited<ReturnType<typeof fresh.open>>) =>
      (await database.prisma()).setting.create({ data: { name: 'a', value: 'b' } }),
  }
  test.for(Object.entries(ways))('%s waits for it, and the rest of the program goes on', async ([, store]) => {
    const { database, url } = await fresh.openAt()
    const other = new BetterSqlite3(url.slice('file:'.length))
    other.exec('BEGIN IMMEDIATE')
    let stored = false
    const storing = Promise.resolve(store(database)).then(() => {
      stored = true
    })
    for (let turn = 0; turn < 1_000; turn += 1) await setImmediate()
    expect(stored).toBe(false)
    other.exec('COMMIT')
    other.close()
    await storing
    expect(await database.query('SELECT name FROM setting')).toEqual([{ name: 'a' }])
  })
})
