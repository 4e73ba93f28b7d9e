import { expect, test } from 'vitest'
import { armOf } from '../../src/campaigns/rules/arms.ts'
import { eachDatabase } from '../databases.ts'
import { Shop } from './shop.ts'

eachDatabase((fresh) => {
  test('the audience is written down once, with the same lots as the rules draw, and who is left out with why', async () => {
    const shop = await Shop.open(fresh, {
      platforms: ['telegram', 'slack'],
      program: {
        campaigns: {
          cap: { most: 1, window: { count: 1, unit: 'weeks' } },
          approval: 1e6,
          window: { count: 1, unit: 'days' },
        },
      },
    })
    const tom = await shop.manager('slack', 'tom', 'Tom')
    await shop.crowd('telegram', 11_000)
    const run = (sql: string) => shop.database.execute(sql, shop.clock.now)
    await run(`UPDATE customer SET stopped = ? WHERE card = 'telegram-1'`)
    await run(`UPDATE identity SET unreachable = ? WHERE person = 'guest-2'`)
    const first = await shop.makes({ name: 'First', audience: 'language en', holdout: 50 })
    // nothing is to be sent: all are asleep at first
    shop.clock.now = new Date('2026-03-02T03:00:30Z')
    const eligible = Array.from({ length: 10_998 }, (_, nth) => `0-telegram-${nth + 3}`)
    const people = eligible.filter((id) => armOf(first.id, id, first) !== 'holdout').length
    expect(await shop.starts(first, tom, people)).toMatchObject({ kind: 'started', people })
    const frozen = await shop.when(first.id, ({ frozen }) => frozen !== null)
    const rows = await shop.database.query<{
      ownerId: string
      arm: string
      state: string
      why: string | null
      due: Date
    }>('SELECT "ownerId", arm, state, why, due FROM campaign_recipient WHERE "campaignId" = ? ORDER BY id', first.id)
    expect(rows).toHaveLength(11_000)
    expect(new Set(rows.map(({ ownerId }) => ownerId)).size).toBe(11_000)
    expect(rows.filter(({ ownerId, arm }) => arm !== armOf(first.id, ownerId, first))).toEqual([])
    expect(rows.flatMap(({ why }) => why ?? []).sort()).toEqual(['stopped', 'unreachable'])
    const held = rows.filter(({ arm, why }) => arm === 'holdout' && why === null)
    expect(held.every(({ state }) => state === 'held')).toBe(true)
    expect(frozen.figures).toEqual({ total: 11_000, sent: 0, failed: 0, unknown: 0, skipped: 2, held: held.length })
    expect(new Set(rows.map(({ due }) => due.toISOString()))).toEqual(new Set(['2026-03-02T03:01:00.000Z']))
  })

  test('nobody gets more than the cap, also of two campaigns at once', async () => {
    const shop = await Shop.open(fresh, {
      platforms: ['telegram', 'slack'],
      program: {
        campaigns: {
          cap: { most: 1, window: { count: 1, unit: 'weeks' } },
          approval: 1e6,
          window: { count: 1, unit: 'days' },
        },
      },
    })
    const tom = await shop.manager('slack', 'tom', 'Tom')
    await shop.crowd('telegram', 300)
    const two = [await shop.makes({ name: 'One' }), await shop.makes({ name: 'Two' })]
    await Promise.all(two.map((campaign) => shop.starts(campaign, tom, 300)))
    const done = await Promise.all(two.map(({ id }) => shop.until(id, 'done')))
    const figures = done.map((campaign) => campaign.figures)
    expect(figures.reduce((sum, { sent }) => sum + sent, 0)).toBe(300)
    expect(figures.map(({ sent, skipped }) => sent + skipped)).toEqual([300, 300])
    const most = await shop.database.query(
      `SELECT "customerId" FROM campaign_recipient WHERE state = 'sent' GROUP BY "customerId" HAVING count(*) > 1`,
    )
    expect(most).toEqual([])
    // a week later they may be written to again
    shop.clock.now = new Date('2026-03-09T12:01Z')
    const third = await shop.makes({ name: 'Three' })
    await shop.starts(third, tom, 300)
    expect((await shop.until(third.id, 'done')).figures.sent).toBe(300)
  })
})
