import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { campaignHolds } from '../../src/campaigns/holds.ts'
import { Batcher } from '../../src/engine/batcher.ts'
import { Departures } from '../../src/engine/departures.ts'
import { allFeatures } from '../../src/features.ts'
import { joinCustomers, partCustomers } from '../../src/links/joining.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { eachDatabase, type Fresh } from '../databases.ts'
import { Shop } from './shop.ts'

const features = (shop: Shop) => allFeatures(shop.program)

/** A campaign that stands in the outbox of a platform that is not connected, and nobody at work who would take it out. */
async function queued(fresh: Fresh, guests: number, program = {}) {
  const shop = await Shop.open(fresh, { platforms: ['slack'], program })
  const tom = await shop.manager('slack', 'tom', 'Tom')
  await shop.crowd('telegram', guests)
  const campaign = await shop.makes()
  await shop.starts(campaign, tom, guests)
  await shop.when(campaign.id, ({ frozen }) => frozen !== null)
  await waitsFor(shop, guests)
  await shop.engine.stop()
  return { shop, campaign, tom }
}

async function waitsFor(shop: Shop, count: number): Promise<void> {
  for (;;) {
    const [row] = await shop.database.query<{ n: number }>(
      `SELECT count(*) AS n FROM delivery WHERE recipient IS NOT NULL AND state = 'queued'`,
    )
    if (row?.n === count) return
    await turn()
  }
}

/** To whom that would leave now, by what all features hold back. */
async function leaving(shop: Shop): Promise<string[]> {
  const held = features(shop).flatMap(({ holds }) => holds ?? [])
  const outbox = new Departures(shop.database, held, () => shop.clock.now)
  const { next } = await outbox.waiting(
    'telegram',
    Array.from({ length: 3 }, () => ({ held: [], most: 100 })),
  )
  return next.map(({ to }) => to.place.channel).toSorted()
}

const set = (shop: Shop, sql: string, ...params: (string | number | Date)[]) => shop.database.execute(sql, ...params)

eachDatabase((fresh) => {
  test('what stands in the outbox does not leave to who said stop, complains, has had enough, or sleeps', async () => {
    const { shop, campaign } = await queued(fresh, 5)
    const all = ['guest-1', 'guest-2', 'guest-3', 'guest-4', 'guest-5']
    expect(await leaving(shop)).toEqual(all)
    await set(shop, 'UPDATE customer SET stopped = ? WHERE id = ?', shop.clock.now, '0-telegram-1')
    await set(shop, 'UPDATE campaign_recipient SET closes = ? WHERE "customerId" = ?', shop.clock.now, '0-telegram-2')
    await set(shop, `UPDATE campaign_recipient SET state = 'waiting' WHERE "customerId" = ?`, '0-telegram-3')
    expect(await leaving(shop)).toEqual(['guest-4', 'guest-5'])
    for (const state of ['paused', 'cancelled']) {
      await set(shop, 'UPDATE campaign SET state = ? WHERE id = ?', state, campaign.id)
      expect(await leaving(shop)).toEqual([])
    }
  })

  test('whoever turned out to be somebody who said stop is not sent what was in the outbox for him', async () => {
    const { shop, tom } = await queued(fresh, 2)
    const into = await shop.idOf(tom)
    const batcher = new Batcher(shop.database, { now: () => shop.clock.now })
    await set(shop, 'UPDATE customer SET stopped = ? WHERE id = ?', shop.clock.now, into)
    const joined = await batcher.run((unit) => joinCustomers(unit, features(shop), into, '0-telegram-1'))
    expect(joined).toBeDefined()
    expect(await leaving(shop)).toEqual(['guest-2'])
    // it was somebody else after all
    await batcher.run((unit) => partCustomers(unit, features(shop), joined?.from ?? ''))
    const named = await shop.database.query(
      'SELECT d."customerId" = r."customerId" AS "same::boolean" FROM delivery d JOIN campaign_recipient r ON r.id = d.recipient ORDER BY d.id',
    )
    expect(named).toEqual([{ same: true }, { same: true }])
  })

  test('the condition of campaigns alone knows the cap', async () => {
    const cap = { most: 1, window: { count: 1, unit: 'weeks' as const } }
    const { shop } = await queued(fresh, 2, { campaigns: { ...defaultProgram.campaigns, cap } })
    expect(campaignHolds(shop.program)).toContain('campaign_recipient f')
    expect(await leaving(shop)).toEqual(['guest-1', 'guest-2'])
    await set(
      shop,
      `INSERT INTO campaign_recipient ("campaignId", round, "customerId", "ownerId", platform, arm, state, due, counts)
       VALUES (99, 1, ?, ?, 'telegram', 'a', 'sent', ?, ?)`,
      '0-telegram-1',
      '0-telegram-1',
      shop.clock.now,
      new Date(shop.clock.now.getTime() + 1_000),
    )
    expect(await leaving(shop)).toEqual(['guest-2'])
  })
})
