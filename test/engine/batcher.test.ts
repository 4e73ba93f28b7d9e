import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Database, Sql } from '../../src/database/database.ts'
import { Batcher, type BatcherOptions, TooSlow } from '../../src/engine/batcher.ts'
import type { Unit } from '../../src/engine/unit.ts'
import { eachDatabase, onDatabase } from '../databases.ts'

const now = () => new Date('2026-01-01T00:00:00Z')
const add = (unit: Unit, name: string) => unit.sql.execute('INSERT INTO setting (name, value) VALUES (?, ?)', name, 'x')
const stored = async (database: Database) =>
  (await database.query<{ name: string }>('SELECT name FROM setting ORDER BY name')).map(({ name }) => name)
const forever = new Promise<never>(() => {})

/** The database with so many milliseconds added to each statement of a transaction. */
function slowDown(database: Database, ms: number): Database {
  return new Proxy(database, {
    get(target, name) {
      if (name !== 'transaction') return Reflect.get(target, name, target)
      return (run: (sql: Sql) => Promise<unknown>) =>
        target.transaction((sql) =>
          run({
            dialect: sql.dialect,
            among: (type) => sql.among(type),
            query: (...args) => wait(ms).then(() => sql.query(...args)),
            execute: (...args) => wait(ms).then(() => sql.execute(...args)),
            insert: (...args) => wait(ms).then(() => sql.insert(...args)),
            update: (...args) => wait(ms).then(() => sql.update(...args)),
          } as Sql),
        )
    },
  })
}

function batching(database: Database, options: Partial<BatcherOptions> = {}) {
  const sizes: number[] = []
  return { sizes, batcher: new Batcher(database, { now, onBatch: (size) => sizes.push(size), ...options }) }
}

eachDatabase((fresh) => {
  test('what is handed over in one turn of the event loop shares one transaction', async () => {
    const { batcher, sizes } = batching(await fresh.open())
    expect(await Promise.all([1, 2, 3].map((n) => batcher.run(async () => n * 10)))).toEqual([10, 20, 30])
    expect(sizes).toEqual([3])
  })

  test('no transaction takes more than so many jobs', async () => {
    const { batcher, sizes } = batching(await fresh.open(), { most: 4 })
    await Promise.all(Array.from({ length: 10 }, () => batcher.run(async () => {})))
    expect(sizes).toEqual([4, 4, 2])
  })

  test('bad jobs undo themselves and nothing else, whichever and however many they are', async () => {
    const database = await fresh.open()
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom('good', 'throws', 'poisons'), { maxLength: 40 }), async (kinds) => {
        await database.execute('DELETE FROM setting')
        const { batcher } = batching(database, { most: 16 })
        const outcomes = await Promise.allSettled(
          kinds.map((kind, n) =>
            batcher.run(async (unit) => {
              await add(unit, `${1000 + n}`)
              if (kind === 'throws') throw new Error(`job ${n}`)
              if (kind === 'poisons')
                await unit.sql.execute('INSERT INTO setting (name, value) VALUES (?, ?)', 'n', null)
              return n
            }),
          ),
        )
        const good = kinds.flatMap((kind, n) => (kind === 'good' ? [n] : []))
        expect(outcomes.flatMap((it) => (it.status === 'fulfilled' ? [it.value] : []))).toEqual(good)
        expect(await stored(database)).toEqual(good.map((n) => `${1000 + n}`))
        for (const [n, kind] of kinds.entries())
          if (kind === 'throws') expect(outcomes[n]).toMatchObject({ reason: { message: `job ${n}` } })
      }),
      { numRuns: 15 },
    )
  })

  test('a slow job does not hold up the others of its batch, and is done once in the end', async () => {
    const database = await fresh.open()
    const { batcher } = batching(database, { patience: 10, limit: 60_000 })
    const gate = Promise.withResolvers<void>()
    const slow = batcher.run(async (unit) => {
      await add(unit, 'slow')
      await gate.promise
    })
    await Promise.all(['a', 'b'].map((name) => batcher.run((unit) => add(unit, name))))
    gate.resolve()
    await slow
    expect(await stored(database)).toEqual(['a', 'b', 'slow'])
  })

  test('that the database is slow is no fault of a job', async () => {
    const database = await fresh.open()
    const slowed = slowDown(database, 30)
    const { batcher, sizes } = batching(slowed, { patience: 10, limit: 20 })
    const names = Array.from({ length: 5 }, (_, n) => `job ${n}`)
    await Promise.all(
      names.map((name) =>
        batcher.run(async (unit) => {
          await unit.sql.query('SELECT 1 AS one')
          await add(unit, name)
        }),
      ),
    )
    expect(await stored(database)).toEqual(names)
    expect(sizes).toEqual([5])
  })

  test('a slow job does not hold up what is done beside it either', async () => {
    const database = await fresh.open()
    const { batcher } = batching(database, { patience: 10, limit: 60_000 })
    const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const slow = batcher.run(async (unit) => {
      await add(unit, 'slow')
      begun.resolve()
      await gate.promise
    })
    await begun.promise
    expect(await stored(database)).toEqual([])
    gate.resolve()
    await slow
    expect(await stored(database)).toEqual(['slow'])
  })

  test('jobs that never end are given up together, and keep nothing', async () => {
    const database = await fresh.open()
    const { batcher, sizes } = batching(database, { patience: 20, limit: 1_000 })
    const stuck = Array.from({ length: 30 }, (_, n) =>
      batcher.run(async (unit) => {
        await add(unit, `stuck ${n}`)
        await forever
      }),
    )
    const good = batcher.run((unit) => add(unit, 'good'))
    for (const outcome of await Promise.allSettled(stuck))
      expect(outcome).toMatchObject({ reason: expect.any(TooSlow) })
    await good
    expect(await stored(database)).toEqual(['good'])
    expect(sizes.slice(0, 3)).toEqual([31, 1, 30])
    expect(sizes.length).toBeLessThan(6)
  })

  test('a job that speaks after its unit has ended is refused', async () => {
    const database = await fresh.open()
    const { batcher } = batching(database, { patience: 5, limit: 10 })
    const gate = Promise.withResolvers<void>()
    const late: Promise<unknown>[] = []
    const given = batcher.run((unit) => {
      const spoke = gate.promise.then(() => add(unit, 'late'))
      late.push(spoke.catch((error) => error))
      return spoke
    })
    await expect(given).rejects.toThrow(TooSlow)
    gate.resolve()
    for (const error of await Promise.all(late)) expect(error).toBeInstanceOf(Error)
    expect(await stored(database)).toEqual([])
  })

  test('what appends write in turn is written too', async () => {
    const database = await fresh.open()
    const { batcher } = batching(database)
    const names = {
      name: 'names',
      write: async (unit: Unit, rows: readonly string[]) => void (await Promise.all(rows.map((row) => add(unit, row)))),
    }
    const more = {
      name: 'more',
      write: async (unit: Unit, rows: readonly string[]) => unit.append(names, ...rows.map((row) => `${row} more`)),
    }
    await batcher.run(async (unit) => {
      unit.append(names, 'a')
      unit.append(more, 'a')
    })
    expect(await stored(database)).toEqual(['a', 'a more'])
  })

  test('idle waits for what is under way and for what waits', async () => {
    const { batcher } = batching(await fresh.open(), { most: 1 })
    const done: number[] = []
    for (const n of [1, 2, 3]) void batcher.run(async () => n).then((it) => done.push(it))
    await batcher.idle()
    expect(done).toEqual([1, 2, 3])
    await batcher.idle()
  })
})

describe('postgresql', () => {
  const fresh = onDatabase('postgresql')

  test('of two that stand in each other’s way, the one that has to yield is done again', async () => {
    const database = await fresh.open()
    await database.execute("INSERT INTO setting (name, value) VALUES ('a', ''), ('b', '')")
    const { batcher } = batching(database, { most: 1, parallel: 2 })
    const both = { a: Promise.withResolvers<void>(), b: Promise.withResolvers<void>() }
    const write = (unit: Unit, name: string, by: string) =>
      unit.sql.execute('UPDATE setting SET value = value || ? WHERE name = ?', by, name)
    const crossing = (first: 'a' | 'b', second: 'a' | 'b') =>
      batcher.run(async (unit) => {
        await write(unit, first, first)
        both[first].resolve()
        await both[second].promise
        await write(unit, second, first)
      })
    await Promise.all([crossing('a', 'b'), crossing('b', 'a')])
    const rows = await database.query<{ value: string }>('SELECT value FROM setting ORDER BY name')
    for (const { value } of rows) expect([...value].sort()).toEqual(['a', 'b'])
  })
})
