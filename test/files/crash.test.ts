import { describe, expect, test } from 'vitest'
import type { Adapter } from '../../src/chat.ts'
import type { Database } from '../../src/database/database.ts'
import { openDatabase } from '../../src/database/open.ts'
import type { Blobs } from '../../src/files/blobs/blobs.ts'
import type { KeeperOptions } from '../../src/files/keeper.ts'
import { filesTopic } from '../../src/files/take.ts'
import { until } from '../contract/until.ts'
import { eachDatabase, onDatabase } from '../databases.ts'
import { Clockwork } from '../engine/clockwork.ts'
import { silent } from '../log.ts'
import { Depot } from './depot.ts'

const never = new Promise<never>(() => {})

/** What a keeper works with, in a process that dies at its n-th step: before the step is done, or after. */
class Mortal {
  dead = false
  #left: number
  readonly #after: boolean

  constructor(steps: number, after: boolean) {
    this.#left = steps
    this.#after = after
  }

  /** It will not die any more. Gives whether it has. */
  spare(): boolean {
    this.#left = Number.POSITIVE_INFINITY
    return this.dead
  }

  async #step<T>(work: () => Promise<T>): Promise<T> {
    if (this.dead) return never
    this.#left -= 1
    if (this.#left > 0) return work()
    this.dead = true
    // Its last statement may be carried out while another process is beginning already.
    if (this.#after) void work().catch(() => {})
    return never
  }

  with(depot: Depot): Partial<KeeperOptions & { adapter: Adapter }> {
    const { database, blobs, batcher, adapter } = depot
    const mortal: Pick<Database, 'query' | 'execute'> = {
      query: (sql, ...params) => this.#step(() => database.query(sql, ...params)),
      execute: (sql, ...params) => this.#step(() => database.execute(sql, ...params)),
    }
    const put: Blobs['put'] = (id, bytes) => this.#step(() => blobs.put(id, bytes))
    return {
      database: Object.assign(Object.create(database), mortal),
      run: (job) => this.#step(() => batcher.run(job)),
      blobs: { put, get: (id) => blobs.get(id), remove: (id) => blobs.remove(id) },
      adapter: { ...adapter, fetch: (...given) => this.#step(async () => (await adapter.fetch?.(...given)) ?? never) },
    }
  }
}

eachDatabase((fresh) => {
  describe.each([false, true])('files when the program is killed (after a step: %s)', (after) => {
    test('at any step, are kept once and told of once', async () => {
      const database = await fresh.open()
      let steps = 0
      for (let dies = true; dies; ) {
        steps += 1
        const depot = new Depot(database, new Clockwork())
        const [a, b] = [`a${steps}`, `b${steps}`]
        depot.fetches.set(a, [Buffer.from('whole')])
        await depot.sends(a, b)
        const mortal = new Mortal(steps, after)
        const ending = new AbortController()
        const running = depot.keeper(mortal.with(depot)).run(ending.signal)
        let done = false
        const settled = depot.settled().then(() => {
          done = true
        })
        await until(() => mortal.dead || done)
        dies = mortal.spare()
        if (dies) {
          depot.works()
          while (!done) {
            await depot.clock.pass(1_000)
            await depot.rows()
          }
          await settled
          await depot.rest()
        } else {
          ending.abort()
          await running
        }
        const rows = await depot.rows()
        expect(rows.map(({ state }) => state)).toEqual(['kept', 'gone'])
        expect(await depot.told()).toEqual([`${b}: I could not get it from there`])
        expect(String(await depot.blobs.get(rows[0]?.id ?? ''))).toBe('whole')
        await database.execute('DELETE FROM file')
        await database.execute('DELETE FROM delivery')
      }
      expect(steps).toBeGreaterThan(7)
    })
  })
})

describe('files with two processes', () => {
  const fresh = onDatabase('postgresql')

  test('are fetched by one alone, and by the other when that one dies', async () => {
    const { database, url } = await fresh.openAt()
    const other = await openDatabase(url, { log: silent })
    const depots = [new Depot(database, new Clockwork()), new Depot(other, new Clockwork())] as const
    const ids = Array.from({ length: 10 }, (_, n) => `file-${n}`)
    const stops = depots.map((depot) => {
      for (const id of ids) depot.fetches.set(id, [Buffer.from(id)])
      depot.fetches.set('last', [Buffer.from('last')])
      const keeper = depot.keeper()
      depot.database.on(filesTopic('fake'), () => keeper.nudge())
      return depot.database.lead('files fake', (signal) => keeper.run(signal))
    })
    const [first, second] = depots
    await first.sends(...ids)
    await first.settled()
    const fetched = depots.map((depot) => depot.fetched.length)
    expect(fetched.toSorted((a, b) => a - b)).toEqual([0, 10])
    expect(depots.flatMap((depot) => depot.blobs.puts)).toHaveLength(10)

    const [leads, waits] = fetched[0] === 10 ? [0, 1] : [1, 0]
    const [leader, successor] = leads === 0 ? [first, second] : [second, first]
    leader.fetches.set('last', ['hangs'])
    await successor.sends('last')
    await until(() => leader.fetched.includes('last'))
    await stops[leads]?.()
    await until(() => successor.fetched.includes('last'))
    await successor.settled()
    expect(successor.blobs.puts).toHaveLength(1)
    await stops[waits]?.()
    await other.close()
  })
})
