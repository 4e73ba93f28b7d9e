import { expect, test } from 'vitest'
import { openDatabase } from '../../src/database/open.ts'
import { eachDatabase, type Fresh } from '../databases.ts'
import { books } from '../links/books.ts'
import { silent } from '../log.ts'
import { Shop, type ShopOptions } from './shop.ts'

const platforms = ['telegram', 'slack']

/** Two processes of one shop where that can be: each with an engine and connections of its own. */
async function shops(fresh: Fresh, options: ShopOptions = {}): Promise<[Shop, Shop]> {
  const { url, database } = await fresh.openAt()
  const one = await Shop.open(fresh, { platforms, database, ...options })
  if (fresh.dialect === 'sqlite') return [one, one]
  const other = await openDatabase(url, { log: silent })
  fresh.after(() => other.close())
  return [one, await Shop.open(fresh, { platforms, database: other, ...options })]
}

eachDatabase((fresh) => {
  test('of two codes with which one friend comes at once, one has brought him', async () => {
    const [one, two] = await shops(fresh)
    const codes = await Promise.all(['a', 'b'].map((id) => one.codeOf(one.person(id))))
    for (let nth = 0; nth < 12; nth++) {
      const friend = [one, two].map((shop) => shop.person(`f${nth}`))
      await one.idOf(one.person(`f${nth}`))
      await Promise.all(
        [one, two].map((shop, index) => {
          const happening = friend[index]?.happening({ kind: 'asked', command: 'refer', args: codes[index] ?? '' })
          if (!happening) throw new Error('nobody comes')
          // In another conversation, so that no order keeps them apart.
          return shop.engine.receive({
            ...happening,
            at: shop.clock.now,
            where: { ...happening.where, channel: `c${nth}${index}` },
          })
        }),
      )
    }
    for (const shop of [one, two]) await shop.scene.settle()
    expect(await one.kept()).toHaveLength(12)
  })

  test('two managers who decide at once on two platforms: the first decides, the other is told by whom', async () => {
    const [one, two] = await shops(fresh, { referrals: { hold: null } })
    const managers = [
      await one.scene.member('telegram', 'm1', 'manager', { name: 'Eve' }),
      await two.scene.member('slack', 'm2', 'manager', { name: 'Max' }),
    ]
    for (let nth = 0; nth < 6; nth++) {
      const [ana, bo] = [one.person(`a${nth}`), one.person(`b${nth}`)]
      for (const [friend, by] of [
        [bo, ana],
        [ana, bo],
      ] as const) {
        const happening = friend.happening({ kind: 'asked', command: 'refer', args: await one.codeOf(by) })
        await one.engine.receive({ ...happening, at: one.clock.now })
        await one.scene.settle()
      }
      await one.buys(bo, 1_000)
    }
    await one.sweep()
    const held = (await one.kept()).filter(({ state }) => state === 'held')
    expect(held).toHaveLength(6)
    for (const { id } of held)
      await Promise.all(
        [one, two].map((shop, index) => {
          const press = `referral.decide:${id}:${index === 0 ? 'yes' : 'no'}`
          const happening = managers[index]?.happening({ kind: 'pressed', press })
          if (!happening) throw new Error('nobody decides')
          return shop.engine.receive(happening)
        }),
      )
    for (const shop of [one, two]) await shop.scene.settle()
    const decided = (await one.kept()).filter(({ decision }) => decision !== null)
    expect(decided).toHaveLength(6)
    const yes = decided.filter(({ decision }) => decision === 'yes')
    expect(await one.paid()).toBe(150 * yes.length)
    // One of the two processes says it, whichever took it in.
    const screens = new Set([one, two].flatMap(({ scene }) => [...scene.platforms.values()]))
    const said = [...screens].flatMap(({ shown }) => shown.map(({ message }) => message.text))
    const count = (words: RegExp) => said.filter((text) => words.test(text)).length
    expect(count(/^You (agreed|said no)/)).toBe(6)
    expect(count(/^(Eve|Max) has (agreed already|said no already)/)).toBe(6)
    await books(one.database)
  })

  test('several who look at once pay once, while sales come in', async () => {
    const [one, two] = await shops(fresh, { referrals: { hold: null, ceiling: 99, burst: 99 } })
    const referrers = ['a', 'b', 'c'].map((id) => one.person(id))
    for (let nth = 0; nth < 15; nth++) {
      const code = await one.codeOf(referrers[nth % 3] ?? one.person('a'))
      await one.engine.receive(one.person(`f${nth}`).happening({ kind: 'asked', command: 'refer', args: code }))
      await one.scene.settle()
    }
    const work = Array.from({ length: 15 }, async (_, nth) => {
      const shop = nth % 2 === 0 ? one : two
      await shop.buys(await shop.idOf(shop.person(`f${nth}`)), 1_000 + nth)
      await Promise.all([one, two].map(({ engine }) => engine.clock.sweep('referrals.settle')))
    })
    await Promise.all(work)
    await one.sweep()
    expect((await one.kept()).map(({ state }) => state)).toEqual(Array(15).fill('rewarded'))
    expect(await one.paid()).toBe(15 * 150)
    await books(one.database)
  })
})
