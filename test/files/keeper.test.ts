import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SendError } from '../../src/chat.ts'
import { until } from '../contract/until.ts'
import { eachDatabase, onDatabase } from '../databases.ts'
import { Clockwork } from '../engine/clockwork.ts'
import { Depot, type Fetch } from './depot.ts'

const bytes = (text: string) => Buffer.from(text)
const later = { kind: 'later' } as const

eachDatabase((fresh) => {
  const open = async () => {
    const depot = new Depot(await fresh.open(), new Clockwork())
    fresh.after(() => depot.rest())
    return depot
  }

  describe('the keeper of files', () => {
    test('asks again after the pause that the platform names', async () => {
      const depot = await open()
      depot.fetches.set('a', [{ kind: 'later', afterMs: 7_000 }, bytes('whole')])
      depot.works()
      await depot.sends('a')
      await depot.until(([row]) => row?.tries === 1 && depot.fetched.length === 1)
      await until(async () => (await dueIn(depot)) === 7_000)
      await depot.clock.pass(6_999)
      expect(depot.fetched).toEqual(['a'])
      await passing(depot, () => depot.settled())
      expect(await depot.rows()).toMatchObject([{ state: 'kept', tries: 2, told: false }])
      expect(depot.blobs.puts).toHaveLength(1)
      expect(await depot.told()).toEqual([])
    })

    test.each<[string, Fetch]>([
      ['hangs', 'hangs'],
      ['stalls in the middle', 'stalls'],
      ['fails in a way nobody thought of', new Error('burst')],
      ['ends nobody knows how', { kind: 'unknown' }],
    ])('tries again what %s', async (_, fetch) => {
      const depot = await open()
      depot.fetches.set('a', [fetch, bytes('whole')])
      depot.works()
      await depot.sends('a')
      await depot.until(() => depot.fetched.length === 1)
      await passing(depot, () => depot.settled())
      const [row] = await depot.rows()
      expect(row?.state).toBe('kept')
      expect(row?.tries).toBeGreaterThan(1)
      expect([...depot.blobs.kept.values()].map(String)).toEqual(['whole'])
    })

    test('tries again what could not be put down', async () => {
      const depot = await open()
      depot.fetches.set('a', [bytes('whole')])
      let full = true
      depot.blobs.before = () => {
        if (full) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' })
      }
      depot.works()
      await depot.sends('a')
      await depot.until(() => depot.fetched.length === 1)
      full = false
      await passing(depot, () => depot.settled())
      expect((await depot.rows()).map(({ state }) => state)).toEqual(['kept'])
    })

    test('gives up in the end, and says so', async () => {
      const depot = await open()
      depot.fetches.set('a', [later])
      depot.works()
      await depot.sends('a')
      await passing(depot, () => depot.settled())
      const [row] = await depot.rows()
      expect(row).toMatchObject({ state: 'gone', reason: 'late' })
      expect(depot.fetched.length).toBeGreaterThanOrEqual(5)
      expect(depot.clock.now() - new Clockwork().now()).toBeLessThan(300_000)
      expect(await depot.told()).toEqual(['a: it did not reach me in time, please send it once more'])
    })

    test('still tries several times what is old already', async () => {
      const depot = await open()
      depot.fetches.set('a', [later, later, later, later, bytes('whole')])
      await depot.sends('a')
      await depot.clock.pass(1_000_000)
      depot.works()
      await passing(depot, () => depot.settled())
      expect(await depot.rows()).toMatchObject([{ state: 'kept', tries: 5 }])
    })

    test('tells once, when the last of those sent together has ended', async () => {
      const depot = await open()
      depot.fetches.set('b', [{ kind: 'later', afterMs: 5_000 }, { kind: 'refused' }])
      depot.fetches.set('c', [bytes('whole')])
      depot.works()
      await depot.sends('a', 'b', 'c')
      await depot.sends('alone')
      await depot.until((rows) => rows.filter(({ state }) => state === 'waiting').length === 1)
      await until(async () => (await depot.told()).length === 1)
      expect(await depot.told()).toEqual(['alone: I could not get it from there'])
      await passing(depot, () => depot.settled())
      expect((await depot.told())[1]).toBe('a: I could not get it from there, b: I could not get it from there')
    })

    test('goes on with the others when one cannot be told of', async () => {
      const depot = await open()
      depot.fetches.set('b', [bytes('whole')])
      let fails = true
      depot.works({
        run: async (job) => {
          if (fails) throw new Error('burst')
          return depot.batcher.run(job)
        },
      })
      await depot.sends('a')
      await depot.until(([row]) => row?.state === 'gone')
      await depot.sends('b')
      await depot.until((rows) => rows[1]?.state === 'kept')
      expect(await depot.told()).toEqual([])
      fails = false
      await passing(depot, () => depot.settled())
      expect(await depot.told()).toEqual(['a: I could not get it from there'])
    })

    test('leaves what it breaks off to the next, however old it is', async () => {
      const depot = await open()
      depot.fetches.set('a', ['hangs', bytes('whole')])
      await depot.sends('a')
      await depot.clock.pass(59_999)
      depot.works()
      await until(() => depot.fetched.length === 1)
      await depot.rest()
      expect(await depot.rows()).toMatchObject([{ state: 'waiting' }])
      depot.works()
      expect(await depot.settled()).toMatchObject([{ state: 'kept' }])
    })

    test('takes nothing back that another has kept meanwhile', async () => {
      const depot = await open()
      const gate = Promise.withResolvers<never>()
      const slow = depot.keeper({ adapter: { ...depot.adapter, fetch: () => gate.promise } })
      const ending = new AbortController()
      await depot.sends('a')
      const running = slow.run(ending.signal)
      await depot.until(([row]) => row?.tries === 1)
      depot.fetches.set('a', [bytes('whole')])
      depot.works()
      await depot.settled()
      gate.reject(new SendError({ kind: 'refused' }, 'gone by now'))
      await gate.promise.catch(() => {})
      await depot.clock.pass(0)
      ending.abort()
      await running
      expect(await depot.rows()).toMatchObject([{ state: 'kept', tries: 2 }])
      expect(await depot.told()).toEqual([])
    })

    test('lets no slow file hold up the others', async () => {
      const depot = await open()
      depot.fetches.set('slow', ['hangs'])
      const quick = Array.from({ length: 20 }, (_, n) => `quick-${n}`)
      for (const id of quick) depot.fetches.set(id, [bytes(id)])
      depot.works()
      await depot.sends('slow', ...quick)
      await depot.until((rows) => rows.filter(({ state }) => state === 'kept').length === 20)
    })

    test('takes no more than the limit, whatever the size is said to be', async () => {
      const depot = await open()
      depot.fetches.set('lies', [new Uint8Array(101)])
      depot.fetches.set('fits', [new Uint8Array(100)])
      depot.fetches.set('empty', [new Uint8Array(0)])
      depot.works()
      await depot.sends(
        { id: 'lies', name: 'lies', media: 'image/png', size: 1 },
        { id: 'fits', name: 'fits', media: 'image/png', size: 1 },
        { id: 'empty', name: 'empty', media: 'image/png', size: 50 },
      )
      expect((await depot.settled()).map(({ state, reason }) => [state, reason])).toEqual([
        ['refused', 'size'],
        ['kept', null],
        ['refused', 'empty'],
      ])
      expect([...depot.blobs.kept.values()].map(({ length }) => length).sort()).toContain(100)
    })

    test('does not go round and round with a file that ends the program', async () => {
      const depot = await open()
      depot.fetches.set('a', ['hangs'])
      await depot.sends('a')
      for (let start = 1; start <= 6; start += 1) {
        const keeper = depot.keeper()
        const ending = new AbortController()
        const running = keeper.run(ending.signal)
        const other = `other-${start}`
        depot.fetches.set(other, [bytes(other)])
        await depot.sends(other)
        keeper.nudge()
        await depot.until((rows) => rows.some(({ remote, state }) => remote === other && state === 'kept'))
        ending.abort()
        await running
        expect(depot.fetched.filter((id) => id === 'a')).toHaveLength(Math.min(start, 4))
      }
    })
  })
})

describe('whatever happens to files', () => {
  const fresh = onDatabase('sqlite')

  test('each ends as kept or told of, and nothing else is kept', async () => {
    const depot = new Depot(await fresh.open(), new Clockwork())
    fresh.after(() => depot.rest())
    depot.works()
    let number = 0
    const outcome = fc.oneof(
      fc.constant<Fetch>({ kind: 'later' }),
      fc.constant<Fetch>('hangs'),
      fc.constant<Fetch>('stalls'),
      fc.constant<Fetch>({ kind: 'refused' }),
      fc.constant<Fetch>(new Error('burst')),
      fc.nat(150).map((size): Fetch => new Uint8Array(size)),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(outcome, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
        async (files) => {
          number += 1
          const before = (await depot.told()).length
          const ids = files.map((_, index) => `${number}-${index}`)
          ids.forEach((id, index) => {
            depot.fetches.set(id, [...(files[index] ?? [])])
          })
          await depot.sends(...ids)
          await passing(depot, () => depot.settled())
          const rows = (await depot.rows()).filter(({ remote }) => ids.includes(remote))
          const told = (await depot.told()).slice(before)
          const lost = rows.filter(({ state }) => state !== 'kept')
          expect(told).toHaveLength(lost.length > 0 ? 1 : 0)
          for (const { remote } of rows)
            expect(told.join().includes(`${remote}:`)).toBe(lost.some((row) => row.remote === remote))
          for (const { id, state } of rows)
            if (state === 'kept') expect(depot.blobs.kept.get(id)?.length).toBeGreaterThan(0)
        },
      ),
      { numRuns: 25 },
    )
  })
})

async function dueIn(depot: Depot): Promise<number> {
  const [row] = await depot.database.query<{ due: Date }>('SELECT due FROM file')
  return (row?.due.getTime() ?? 0) - depot.clock.now()
}

/** Lets time pass until that has come about. */
async function passing(depot: Depot, wanted: () => Promise<unknown>): Promise<void> {
  let is = false
  const done = wanted().then(() => {
    is = true
  })
  while (!is) {
    await depot.clock.pass(500)
    await depot.rows()
  }
  await done
}
