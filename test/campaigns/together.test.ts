import { describe, expect, test } from 'vitest'
import type { Shown } from '../../adapters/fake/adapter.ts'
import { openDatabase } from '../../src/database/open.ts'
import { labelsOf } from '../complaints/scene.ts'
import { type Fresh, onDatabase } from '../databases.ts'
import { silent } from '../log.ts'
import { Shop } from './shop.ts'

const people = 60
const platforms = ['telegram', 'slack']

/** Two processes of one shop, each with an engine and connections of its own. */
async function shops(fresh: Fresh): Promise<[Shop, Shop]> {
  const { url, database } = await fresh.openAt()
  const one = await Shop.open(fresh, { platforms, database })
  const other = await openDatabase(url, { log: silent })
  fresh.after(() => other.close())
  return [one, await Shop.open(fresh, { platforms, database: other })]
}

const promotions = (shops: readonly Shop[]): Shown[] =>
  shops.flatMap((shop) => shop.scene.on('telegram').shown).filter((shown) => labelsOf(shown).includes('Unsubscribe'))

/** Everybody has one row, and has seen it once. */
async function expectOnce(shops: readonly [Shop, Shop], id: number): Promise<void> {
  const stands = await shops[0].stands(id)
  expect(stands.map(({ state }) => state)).toEqual(new Array(people).fill('sent'))
  expect(new Set(stands.map(({ person }) => person)).size).toBe(people)
  const seen = promotions(shops).map(({ place }) => place.channel)
  expect(seen.toSorted()).toEqual(stands.map(({ person }) => person).toSorted())
}

describe('of two processes on PostgreSQL', () => {
  const fresh = onDatabase('postgresql')

  test('a campaign that is started in both at the same moment is started once, and reaches everybody once', async () => {
    const both = await shops(fresh)
    const [one, two] = both
    const tom = await one.manager('slack', 'tom', 'Tom')
    const ann = await one.manager('slack', 'ann', 'Ann')
    await one.crowd('telegram', people)
    for (let nth = 0; nth < 3; nth += 1) {
      const campaign = await one.makes({ name: `Spring ${nth}`, points: 2 })
      const outcomes = await Promise.all([one.starts(campaign, tom, people), two.starts(campaign, ann, people)])
      expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['refused', 'started'])
      expect(outcomes.find(({ kind }) => kind === 'refused')).toMatchObject({ why: 'state' })
      const done = await one.until(campaign.id, 'done')
      expect(done).toMatchObject({ round: 1, figures: { total: people, sent: people } })
      const seen = Map.groupBy(promotions(both), ({ place }) => place.channel)
      expect([...seen.values()].map(({ length }) => length)).toEqual(new Array(people).fill(nth + 1))
    }
    const points = await one.database.query('SELECT balance, count(*) AS n FROM account GROUP BY balance')
    expect(points).toEqual([{ balance: 6, n: people }])
  })

  test('one goes on where the other, which led, was stopped in the middle', async () => {
    const both = await shops(fresh)
    const [one, two] = both
    const tom = await one.manager('slack', 'tom', 'Tom')
    await one.crowd('telegram', people)
    const campaign = await one.makes({ points: 2 })
    const { promise, resolve } = Promise.withResolvers<void>()
    let left = 20
    let held = 0
    for (const shop of both)
      shop.scene.on('telegram').before = (_to, message) => {
        if (!labelsOf({ message } as Shown).includes('Unsubscribe')) return
        if (left > 0) left -= 1
        else {
          held += 1
          return promise
        }
      }
    await one.starts(campaign, tom, people)
    await one.when(campaign.id, () => held > 0)
    const [leader, heir] = one.scene.on('telegram').shown.some(({ message }) => message.text.startsWith('Hello'))
      ? [one, two]
      : [two, one]
    const stopping = leader.engine.stop()
    resolve()
    await stopping
    const before = promotions([leader]).length
    expect(before).toBeGreaterThanOrEqual(20)
    expect(before).toBeLessThan(people)
    const done = await heir.until(campaign.id, 'done')
    expect(done.figures).toMatchObject({ total: people, sent: people, unknown: 0 })
    expect(promotions([leader]).length).toBe(before)
    await expectOnce(both, campaign.id)
    const points = await heir.database.query('SELECT balance, count(*) AS n FROM account GROUP BY balance')
    expect(points).toEqual([{ balance: 2, n: people }])
  })
})
