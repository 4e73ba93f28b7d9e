import { beforeEach, describe, expect, test } from 'vitest'
import type { Database, Sql } from '../../src/database/database.ts'
import { Watched } from '../../src/database/watched.ts'
import { eachDatabase, onDatabase } from '../databases.ts'
import { administer } from '../postgresql/administer.ts'

const set = (sql: Sql, name: string, value: string) =>
  sql.execute('INSERT INTO setting (name, value) VALUES (?, ?)', name, value)
const names = async (sql: Sql) =>
  (await sql.query<{ name: string }>('SELECT name FROM setting ORDER BY name')).map(({ name }) => name)

eachDatabase((fresh) => {
  let database: Database
  beforeEach(async () => {
    database = await fresh.open()
  })

  test('all is kept when it resolves, nothing when it throws', async () => {
    const answer = await database.transaction(async (sql) => {
      await set(sql, 'a', '1')
      await set(sql, 'b', '2')
      return 'done'
    })
    expect(answer).toBe('done')
    const mine = new Error('mine')
    const failing = database.transaction(async (sql) => {
      await set(sql, 'c', '3')
      expect(await names(sql)).toEqual(['a', 'b', 'c'])
      throw mine
    })
    await expect(failing).rejects.toBe(mine)
    expect(await names(database)).toEqual(['a', 'b'])
  })

  test('nothing is kept when a statement failed, even if that was passed over', async () => {
    await set(database, 'a', '1')
    const passing = database.transaction(async (sql) => {
      await set(sql, 'b', '2')
      await set(sql, 'a', 'again').catch(() => {})
    })
    await expect(passing).rejects.toThrow(/unique/i)
    const going = database.transaction(async (sql) => {
      await set(sql, 'a', 'again').catch(() => {})
      await set(sql, 'c', '3')
    })
    await expect(going).rejects.toThrow(/unique/i)
    expect(await names(database)).toEqual(['a'])
  })

  test('what is done outside meanwhile is not part of it', async () => {
    const written = Promise.withResolvers<void>()
    const outside = Promise.withResolvers<unknown>()
    const transaction = database.transaction(async (sql) => {
      await set(sql, 'inside', '1')
      written.resolve()
      if (fresh.dialect === 'postgresql') await outside.promise
      throw new Error('undone')
    })
    await written.promise
    outside.resolve(set(database, 'outside', '1'))
    await expect(transaction).rejects.toThrow('undone')
    await outside.promise
    expect(await names(database)).toEqual(['outside'])
  })

  test('it may be used from within neither by the database itself nor by another transaction', async () => {
    const refused = /within a transaction/
    await database.transaction(async (sql) => {
      await expect(database.query('SELECT 1')).rejects.toThrow(refused)
      await expect(set(database, 'x', '1')).rejects.toThrow(refused)
      await expect(database.transaction(async () => {})).rejects.toThrow(refused)
      await expect(database.notify('topic')).rejects.toThrow(refused)
      await set(sql, 'a', '1')
    })
    expect(await names(database)).toEqual(['a'])
  })

  test('what it began may use the database once it has ended', async () => {
    const later = Promise.withResolvers<void>()
    let began: Promise<string[]> | undefined
    await database.transaction(async (sql) => {
      await set(sql, 'a', '1')
      began = later.promise.then(() => names(database))
    })
    later.resolve()
    expect(await began).toEqual(['a'])
  })

  test('nothing can be done in it after its end', async () => {
    let kept: Sql | undefined
    await database.transaction(async (sql) => {
      kept = sql
    })
    await expect(kept?.query('SELECT 1')).rejects.toThrow('the transaction has ended')
  })

  test('many at once all come to their end', async () => {
    const all = Array.from({ length: 40 }, (_, n) =>
      database.transaction(async (sql) => {
        await set(sql, `n${String(n).padStart(2, '0')}`, '1')
        if (n % 4 === 0) throw new Error('undone')
      }),
    )
    const results = await Promise.allSettled(all)
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(10)
    expect(await names(database)).toHaveLength(30)
  })

  test('one that cannot be committed is undone, and the next one works', async () => {
    await database.execute(
      'CREATE TABLE child (id INTEGER PRIMARY KEY, parent TEXT REFERENCES setting (name) DEFERRABLE INITIALLY DEFERRED)',
    )
    const dangling = database.transaction(async (sql) => {
      await set(sql, 'a', '1')
      await sql.execute('INSERT INTO child VALUES (?, ?)', 1, 'nobody')
    })
    await expect(dangling).rejects.toThrow(/foreign key/i)
    await database.transaction((sql) => set(sql, 'b', '2'))
    expect(await names(database)).toEqual(['b'])
    expect(await database.query('SELECT id FROM child')).toEqual([])
  })

  test('references are checked', async () => {
    const orphan = database.execute('INSERT INTO role VALUES (?, ?, ?, ?)', 'nobody', 'staff', 'system', new Date(0))
    await expect(orphan).rejects.toThrow(/foreign key/i)
  })
})

describe('a connection that breaks', () => {
  const fresh = onDatabase('postgresql')

  /** Ends every connection to the database, as a restart of the server would. */
  const breakAll = (url: string) =>
    administer(
      url,
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    )

  test('fails the transaction on it, which is undone, and no other', async () => {
    const { database, url } = await fresh.openAt()
    const broken = database.transaction(async (sql) => {
      await set(sql, 'a', '1')
      await breakAll(url)
      await set(sql, 'b', '2')
    })
    await expect(broken).rejects.toThrow()
    await database.transaction((sql) => set(sql, 'c', '3'))
    expect(await names(database)).toEqual(['c'])
  })

  test('is replaced', async () => {
    const { database, url } = await fresh.openAt()
    await Promise.all(Array.from({ length: 8 }, () => database.ping()))
    await breakAll(url)
    await expect
      .poll(() =>
        database.ping().then(
          () => 'works',
          () => 'broken',
        ),
      )
      .toBe('works')
    await Promise.all(Array.from({ length: 20 }, () => database.ping()))
  })

  test('a table changed by a newer process is read all the same', async () => {
    const { database, url } = await fresh.openAt()
    const read = () => database.query('SELECT * FROM setting')
    await set(database, 'a', '1')
    for (let n = 0; n < 10; n += 1) await read()
    await administer(url, 'ALTER TABLE setting ADD COLUMN more INTEGER')
    await expect.poll(() => read().catch((error) => error)).toEqual([{ name: 'a', value: '1', more: null }])
  })
})

test('one that never ends is given up', async () => {
  const watched = new Watched({ rows: async () => [], changes: async () => 0 }, 20)
  await expect(watched.whole(new Promise(() => {}))).rejects.toThrow('longer than 20 ms')
  await expect(watched.rows({ sql: 'SELECT 1', types: new Map() }, [])).rejects.toThrow('has ended')
})
