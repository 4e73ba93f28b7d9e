import fc from 'fast-check'
import { expect, test } from 'vitest'
import { tableMakers } from '../../src/campaigns/effect/report/table.ts'
import { grainMs, overTime } from '../../src/campaigns/effect/rules/over-time.ts'
import { sentOver } from '../../src/campaigns/effect/sent.ts'
import type { Run } from '../../src/engine/making.ts'
import { eachDatabase } from '../databases.ts'
import { Shop } from './shop.ts'

test('all that was sent is in at most twelve pieces of one length', () => {
  const grains = fc.array(fc.tuple(fc.integer({ min: 0, max: 200_000 }), fc.integer({ min: 1, max: 500 })), {
    maxLength: 60,
  })
  fc.assert(
    fc.property(grains, (pairs) => {
      const all = new Map(pairs)
      const { pieces, lengthMs } = overTime(all)
      expect(pieces.length).toBeLessThanOrEqual(12)
      expect(pieces.reduce((sum, { sent }) => sum + sent, 0)).toBe([...all.values()].reduce((sum, n) => sum + n, 0))
      for (const [nth, { at }] of pieces.entries()) expect(at).toBe((pieces[0]?.at ?? 0) + nth * lengthMs)
      if (all.size > 0) {
        expect(pieces[0]?.at).toBe(Math.min(...all.keys()) * grainMs)
        expect(pieces.at(-1)?.sent).toBeGreaterThan(0)
      }
    }),
  )
})

eachDatabase((fresh) => {
  test('when messages left is counted in pieces as in one', async () => {
    const shop = await Shop.open(fresh, { platforms: ['telegram', 'slack'] })
    const tom = await shop.manager('slack', 'tom', 'Tom')
    await shop.crowd('telegram', 30)
    const { id } = await shop.makes()
    await shop.starts(await shop.now(id), tom, 30)
    await shop.until(id, 'done')
    const from = shop.clock.now.getTime()
    for (let nth = 1; nth <= 30; nth += 1)
      await shop.database.execute(
        'UPDATE campaign_recipient SET sent = ? WHERE "ownerId" = ?',
        new Date(from + Math.floor(nth / 10) * grainMs),
        `0-telegram-${nth}`,
      )
    const whole = await sentOver((job) => shop.engine.run(job), id, [1])
    const first = Math.floor(from / grainMs)
    expect([...whole].sort(([a], [b]) => a - b)).toEqual([
      [first, 9],
      [first + 1, 10],
      [first + 2, 10],
      [first + 3, 1],
    ])
    const pieces = await sentOver((job) => shop.engine.run(job), id, [1], 4)
    expect(new Map([...pieces].sort(([a], [b]) => a - b))).toEqual(new Map([...whole].sort(([a], [b]) => a - b)))
  })

  test('the file of a campaign is the same in small pieces, each read in a transaction of its own', async () => {
    const shop = await Shop.open(fresh, { platforms: ['telegram', 'slack'] })
    const tom = await shop.manager('slack', 'tom', 'Tom')
    await shop.crowd('telegram', 12)
    const { id } = await shop.makes()
    await shop.starts(await shop.now(id), tom, 12)
    await shop.until(id, 'done')
    const made = async (page?: number) => {
      let transactions = 0
      const run: Run = (job) => {
        transactions += 1
        return shop.engine.run(job)
      }
      const bytes = await tableMakers(shop.program, page)['campaign-recipients']?.(run, `${id}:en`)
      return {
        lines: Buffer.from(bytes ?? [])
          .toString()
          .trimEnd()
          .split('\r\n'),
        transactions,
      }
    }
    const [whole, small] = [await made(), await made(5)]
    expect(whole.lines).toHaveLength(13)
    expect(small.lines).toEqual(whole.lines)
    expect([whole.transactions, small.transactions]).toEqual([2, 4])
  })
})
