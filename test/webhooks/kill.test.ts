import { expect, test } from 'vitest'
import type { Database } from '../../src/database/database.ts'
import { post } from '../../src/webhooks/post.ts'
import type { SenderOptions } from '../../src/webhooks/sender.ts'
import { until } from '../contract/until.ts'
import { eachDatabase } from '../databases.ts'
import { Office } from './office.ts'
import { Receiver } from './receiver.ts'

const never = new Promise<never>(() => {})

/** `spare`: it will not die any more; gives whether it has. */
type Life = { dead: boolean; spare(): boolean }

/** What a sender works with, in a process that dies at its n-th step: before the step is done, or after. */
function processThatDies(office: Office, steps: number, after: boolean): { life: Life; with: Partial<SenderOptions> } {
  let left = steps
  let dying = false
  const life: Life = {
    dead: false,
    spare() {
      left = Number.POSITIVE_INFINITY
      return dying
    },
  }
  const step = async <T>(work: () => Promise<T>): Promise<T> => {
    if (dying) return never
    left -= 1
    if (left > 0) return work()
    dying = true
    // What it did last is done before another process begins.
    if (after) await work().catch(() => {})
    life.dead = true
    return never
  }
  const { database, batcher } = office
  const mortal: Pick<Database, 'query' | 'execute'> = {
    query: (sql, ...params) => step(() => database.query(sql, ...params)),
    execute: (sql, ...params) => step(() => database.execute(sql, ...params)),
  }
  return {
    life,
    with: {
      database: Object.assign(Object.create(database), mortal),
      run: (job) => step(() => batcher.run(job)),
      post: (...given) => step(() => post(...given)),
    },
  }
}

eachDatabase((fresh) => {
  test.each([false, true])(
    'killed at any step (after it: %s), every event arrives, at most twice, under one id',
    async (after) => {
      const receiver = await Receiver.open()
      fresh.after(() => receiver.close())
      const office = new Office(await fresh.open())
      await office.add(receiver.url)
      let steps = 0
      for (let dies = true; dies; ) {
        steps += 1
        receiver.arrivals.length = 0
        await office.publish('shop.opened')
        await office.publish('shop.closed')
        const events = (await office.rows()).map(({ event }) => event)
        const { life, with: dying } = processThatDies(office, steps, after)
        const ending = new AbortController()
        const running = office.sender(dying).run(ending.signal)
        const sent = async () => (await office.rows()).every(({ state, taken }) => state === 'sent' && taken === null)
        await until(async () => life.dead || (await sent()))
        dies = life.spare()
        await until(() => life.dead || !dies)
        if (dies) {
          office.works()
          // Two who are at the same rows can be in each other's way; the next tries again after a while.
          await until(async () => {
            await office.clock.pass(1)
            return sent()
          })
          await office.rest()
        } else {
          ending.abort()
          await running
        }
        expect(new Set(receiver.ids)).toEqual(new Set(events))
        for (const event of events)
          expect(receiver.ids.filter((id) => id === event).length).toBeLessThanOrEqual(dies ? 2 : 1)
        await office.database.execute('DELETE FROM webhook_delivery')
      }
      expect(steps).toBeGreaterThan(6)
    },
  )
})
