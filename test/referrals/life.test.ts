import { expect, test } from 'vitest'
import { readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { books } from '../links/books.ts'
import { Shop } from './shop.ts'

eachDatabase((fresh) => {
  test('a friend comes, buys, and both are paid once the hold is over', async () => {
    const shop = await Shop.open(fresh)
    const [ana, bo] = [shop.person('1', { name: 'Ana' }), shop.person('2', { name: 'Bo' })]
    await shop.does(ana, 'start')
    expect(readable((await shop.does(ana, 'refer')).message)).toContain('you get 100 points and your friend 50 points')
    await shop.joins(bo, ana)
    expect(bo.last().message.text).toContain('you get 50 points, 14 days after the purchase')
    expect(ana.last().message.text).toContain('A friend has come with your code')
    await shop.buys(bo, 1_000)
    await shop.sweep()
    expect(await shop.kept()).toMatchObject([{ state: 'bought', paidReferrer: 0 }])
    shop.wait(13.9)
    await shop.sweep()
    expect(await shop.paid()).toBe(0)
    shop.wait(0.1)
    await shop.sweep()
    expect(await shop.kept()).toMatchObject([{ state: 'rewarded', paidReferrer: 100, paidFriend: 50, due: null }])
    expect([await shop.points(ana), await shop.points(bo)]).toEqual([100, 60])
    expect(ana.last().message.text).toContain('you get 100 points')
    expect(bo.last().message.text).toContain('here are your 50 points')
    expect(readable((await shop.does(ana, 'history')).message)).toContain('A friend you brought: +100')
    await shop.sweep()
    expect(await shop.paid()).toBe(150)
    await books(shop.database)
  })

  test('what comes back within the hold is never paid; what comes back later stays paid', async () => {
    const shop = await Shop.open(fresh)
    const [ana, bo, cy] = [shop.person('1'), shop.person('2'), shop.person('3')]
    await shop.does(ana, 'start')
    await shop.joins(bo, ana)
    await shop.joins(cy, ana)
    const first = await shop.buys(bo, 1_000)
    const second = await shop.buys(cy, 1_000)
    shop.wait(13)
    await shop.refunds(first, 1_000)
    shop.wait(2)
    await shop.sweep()
    await shop.refunds(second, 1_000)
    await shop.sweep()
    expect((await shop.kept()).map(({ state }) => state)).toEqual(['joined', 'rewarded'])
    expect(await shop.paid()).toBe(150)
    shop.wait(91 + 14)
    await shop.sweep()
    expect((await shop.kept()).map(({ state }) => state)).toEqual(['expired', 'rewarded'])
    await books(shop.database)
  })
})
