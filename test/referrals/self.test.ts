import fc from 'fast-check'
import { expect, test } from 'vitest'
import { codeShown } from '../../src/referrals/exports.ts'
import type { Actor } from '../complaints/scene.ts'
import { eachDatabase } from '../databases.ts'
import { books } from '../links/books.ts'
import { dayMs, Shop } from './shop.ts'

/** One person with several selves: here, on two other platforms, and a second time here. */
type Selves = { main: Actor; other: Actor; third: Actor; again: Actor }

/** What people say to come with a code. */
const sayings = [
  (code: string) => ['refer', code],
  (code: string) => ['start', code],
  (code: string) => [undefined, codeShown(code)],
  (code: string) => [undefined, `my code is ${codeShown(code).toLowerCase()}`],
  (code: string) => [undefined, `我的邀请码是${codeShown(code)}`],
] as const

type Way = (shop: Shop, selves: Selves, say: (who: Actor, by: Actor) => Promise<void>, staff: Actor) => Promise<void>

/** Makes two selves one customer as people do it: a code here, sent there, confirmed here. */
async function linked(shop: Shop, one: Actor, other: Actor): Promise<void> {
  const made = await shop.does(one, 'link')
  const [code] = /[2-9A-Z]{4}-[2-9A-Z]{4}/.exec(made.message.text) ?? []
  if (code === undefined) throw new Error(`no code in "${made.message.text}"`)
  await shop.does(other, 'link', code)
  await one.presses(one.last(), 'Yes, that is me')
}

async function unlinked(shop: Shop, staff: Actor): Promise<void> {
  const [link] = await shop.database.query<{ id: string }>(
    `SELECT id FROM link WHERE state = 'linked' ORDER BY decided DESC, id DESC LIMIT 1`,
  )
  await staff.does({ kind: 'pressed', press: `unlink:${link?.id}` })
}

/** Answers go before notices: what is said next must not be overtaken by the notice of this purchase. */
const buy = async (shop: Shop, who: Actor) => {
  const sale = await shop.buys(who, 2_000)
  await shop.scene.settle()
  return sale
}
const holdOver = (shop: Shop) => shop.wait(15)

const ways: Record<string, Way> = {
  'by his own code': async (shop, { main }, say) => {
    await say(main, main)
    await buy(shop, main)
    holdOver(shop)
  },
  'linked before he comes': async (shop, { main, other }, say) => {
    await linked(shop, main, other)
    await say(other, main)
    await buy(shop, other)
    holdOver(shop)
  },
  'linked before he buys': async (shop, { main, other }, say) => {
    await say(other, main)
    await linked(shop, main, other)
    await buy(shop, other)
    holdOver(shop)
  },
  'linked within the hold': async (shop, { main, other }, say) => {
    await say(other, main)
    await buy(shop, other)
    shop.wait(3)
    await linked(shop, other, main)
    holdOver(shop)
  },
  'linked once it was paid': async (shop, { main, other }, say) => {
    await say(other, main)
    await buy(shop, other)
    holdOver(shop)
    await shop.sweep()
    await linked(shop, main, other)
  },
  'there and back': async (shop, { main, other }, say) => {
    await say(other, main)
    await say(main, other)
    await buy(shop, other)
    await buy(shop, main)
    holdOver(shop)
  },
  'in a circle of three': async (shop, { main, other, third }, say) => {
    await say(other, main)
    await say(third, other)
    await say(main, third)
    for (const who of [main, other, third]) await buy(shop, who)
    holdOver(shop)
  },
  'in a chain, linked in the end': async (shop, { main, other, third }, say) => {
    await say(other, main)
    await say(third, other)
    await buy(shop, other)
    await buy(shop, third)
    holdOver(shop)
    await shop.sweep()
    await linked(shop, main, other)
    await linked(shop, third, main)
  },
  'separated again before he comes': async (shop, { main, other }, say, staff) => {
    await linked(shop, main, other)
    await unlinked(shop, staff)
    await say(other, main)
    await buy(shop, other)
    holdOver(shop)
  },
  'separated again once he has bought': async (shop, { main, other }, say, staff) => {
    await say(other, main)
    await linked(shop, main, other)
    await buy(shop, other)
    await unlinked(shop, staff)
    holdOver(shop)
  },
  'with what comes back': async (shop, { main, again }, say) => {
    await say(again, main)
    const sale = await buy(shop, again)
    shop.wait(1)
    await shop.refunds(sale, 2_000)
    holdOver(shop)
  },
  'with two codes at once': async (shop, { main, other, third }, say) => {
    await linked(shop, main, third)
    await Promise.all([say(other, main), say(other, third)])
    await buy(shop, other)
    await linked(shop, other, main)
    holdOver(shop)
  },
  'with small purchases that come to enough together': async (shop, { main, other }, say) => {
    await say(other, main)
    for (let nth = 0; nth < 3; nth++) await shop.buys(other, 400)
    holdOver(shop)
  },
}
const names = Object.keys(ways)

eachDatabase((fresh) => {
  const tries = fresh.dialect === 'sqlite' ? 1_000 : 26
  test(`of ${tries} tries to bring oneself none is paid for`, async () => {
    const shop = await Shop.open(fresh, {
      referrals: { minimum: 1_000 },
      platforms: ['telegram', 'slack', 'discord'],
      at: '2026-01-01T12:00Z',
    })
    const staff = await shop.scene.member('telegram', 'staff', 'staff')
    let nth = 0
    let brought = 0
    const used = new Map<string, number>()
    await fc.assert(
      fc.asyncProperty(fc.nat(names.length - 1), fc.nat(sayings.length - 1), async (way, saying) => {
        nth += 1
        const name = names[nth <= names.length ? nth - 1 : way] ?? ''
        used.set(name, (used.get(name) ?? 0) + 1)
        const person = (platform: string, more = '') => shop.person(`p${nth}${more}`, {}, platform)
        const selves = {
          main: person('telegram'),
          other: person('slack'),
          third: person('discord'),
          again: person('telegram', 'x'),
        }
        const say = async (who: Actor, by: Actor) => {
          const [command, words] = sayings[saying]?.(await shop.codeOf(by)) ?? []
          await (command === undefined ? shop.says(who, words ?? '') : shop.does(who, command, words))
        }
        await ways[name]?.(shop, selves, say, staff)
        await shop.sweep()
        const kept = await shop.database.query<{ state: string; points: number }>(
          `SELECT state, "paidReferrer" + "paidFriend" + "paidMilestone" AS points FROM referral`,
        )
        // Each try had its chance: nothing of the last is left for the next.
        brought += kept.length
        expect([name, kept.filter(({ state, points }) => state === 'rewarded' || points !== 0)]).toEqual([name, []])
        expect([name, await shop.paid()]).toEqual([name, 0])
        await shop.database.execute('DELETE FROM referral')
      }),
      // Each try is another: what has failed cannot be made smaller.
      { numRuns: tries, endOnFailure: true },
    )
    await books(shop.database)
    expect(used.size).toBe(names.length)
    expect(brought).toBeGreaterThan(tries / 2)
    expect(shop.clock.now.getTime()).toBeGreaterThan(Date.parse('2026-01-01T12:00Z') + tries * dayMs)
  }, 600_000)
})
