import { describe, expect, test } from 'vitest'
import { defaultProgram, type Program } from '../../src/program/program.ts'
import { Shop } from '../campaigns/shop.ts'
import { labelsOf } from '../complaints/scene.ts'
import { readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { asks, questions } from './shop.ts'

eachDatabase((fresh) => {
  const open = (promotions: Program['promotions'] = { consent: 'required' }) =>
    Shop.open(fresh, { platforms: ['telegram', 'slack'], program: { ...asks, promotions } })
  const give = (shop: Shop, person: string, consent: 'yes' | 'no' | null, stopped = false) =>
    shop.database.execute(
      `UPDATE customer SET consent = ?, stopped = ? WHERE id IN (SELECT "customerId" FROM identity WHERE person = ?)`,
      consent,
      stopped ? shop.clock.now : null,
      person,
    )

  describe('a campaign', () => {
    test.each([
      ['required', { yes: 'sent', no: 'consent', nothing: 'consent', stopped: 'stopped' }],
      ['assumed', { yes: 'sent', no: 'consent', nothing: 'sent', stopped: 'stopped' }],
    ] as const)('goes to whom it may where consent is %s, and tells why not to others', async (consent, expected) => {
      const shop = await open({ consent })
      const tom = await shop.manager('slack', 'tom', 'Tom')
      for (const id of Object.keys(expected)) await shop.customer('telegram', id)
      await give(shop, 'yes', 'yes')
      await give(shop, 'no', 'no')
      await give(shop, 'nothing', null)
      await give(shop, 'stopped', 'yes', true)
      await give(shop, 'tom', 'no')
      const campaign = await shop.makes()
      const people = Object.values(expected).filter((it) => it === 'sent').length
      await shop.starts(campaign, tom, people)
      await shop.until(campaign.id, 'done')
      const stands = await shop.stands(campaign.id)
      expect(
        Object.fromEntries(
          stands
            .filter(({ person }) => person !== 'tom')
            .map(({ person, state, why }) => [person, state === 'sent' ? 'sent' : why]),
        ),
      ).toEqual(expected)
      const got = shop.scene
        .on('telegram')
        .shown.filter((shown) => labelsOf(shown).includes('Unsubscribe'))
        .map(({ place }) => place.channel)
      expect(got.toSorted()).toEqual(
        Object.entries(expected)
          .filter(([, it]) => it === 'sent')
          .map(([id]) => id)
          .toSorted(),
      )
    })

    test('does not reach who takes it back while it is being sent, or says no, and reaches nobody for that twice', async () => {
      const shop = await open()
      const tom = await shop.manager('slack', 'tom', 'Tom')
      const [ann, ben] = [await shop.customer('telegram', 'ann'), await shop.customer('telegram', 'ben')]
      for (const actor of [ann, ben]) {
        const [question] = questions(actor)
        if (!question) throw new Error('nobody asked')
        await actor.presses(question, 'Yes, please')
      }
      const campaign = await shop.makes()
      const { promise, resolve } = Promise.withResolvers<void>()
      let held = 0
      const telegram = shop.scene.on('telegram')
      telegram.before = (_to, message) => {
        if (!labelsOf({ message } as Parameters<typeof labelsOf>[0]).includes('Unsubscribe')) return
        held += 1
        return promise
      }
      await shop.crowd('telegram', 40)
      await shop.starts(campaign, tom, 42)
      await shop.when(campaign.id, () => held > 0)
      // What has left already arrives; what waits in the outbox, or is not yet in it, does not.
      await give(shop, 'ann', 'no')
      await give(shop, 'guest-40', null)
      await give(shop, 'guest-39', 'yes', true)
      resolve()
      await shop.until(campaign.id, 'done')
      const why = new Map((await shop.stands(campaign.id)).map((it) => [it.person, it.why ?? it.state]))
      expect([why.get('ben'), why.get('guest-39')]).toEqual(['sent', 'stopped'])
      expect(why.get('guest-40')).toBe('consent')
      expect(why.get('ann')).toBe('consent')
      const seen = telegram.shown
        .filter((shown) => labelsOf(shown).includes('Unsubscribe'))
        .map((it) => it.place.channel)
      expect(new Set(seen).size).toBe(seen.length)
      expect(seen).not.toContain('ann')
    })

    test('says beforehand how many have not agreed', async () => {
      const shop = await open()
      const tom = await shop.manager('slack', 'tom', 'Tom')
      await give(shop, 'tom', 'yes')
      await shop.crowd('telegram', 3)
      await give(shop, 'guest-1', null)
      await give(shop, 'guest-2', 'no')
      const campaign = await shop.makes()
      await tom.says(`/campaign ${campaign.name}`)
      await tom.presses(tom.finds('Spring'), 'Preview')
      expect(readable(tom.finds('have not agreed').message)).toContain('2 have not agreed to get promotions')
    })
  })

  test('answers, follow-ups and news of points come without a yes', async () => {
    const shop = await Shop.open(fresh, {
      platforms: ['telegram'],
      program: {
        ...asks,
        followUps: [
          {
            ...{ id: 'a', after: 'purchase', wait: { count: 1, unit: 'hours' }, within: { count: 2, unit: 'days' } },
            ...{ sku: null, prefix: null, amount: 0, first: false, ask: null, call: false },
          },
        ],
      },
    })
    const ann = await shop.customer('telegram', 'ann')
    await give(shop, 'ann', 'no')
    const sam = await shop.scene.member('telegram', 'sam', 'staff')
    await sam.says('/earn telegram:ann 10')
    expect(defaultProgram.promotions).toEqual({ consent: 'required' })
    await sam.says(`/earn ${(await cardOf(shop, 'ann')) ?? ''} 10`)
    expect(readable(ann.last().message)).toContain('+10')
    shop.clock.now = new Date(shop.clock.now.getTime() + 2 * 3_600_000)
    await shop.scene.sweep('followups.gather', 'followups.ask')
    expect(ann.sees().length).toBeGreaterThan(2)
  })
})

async function cardOf(shop: Shop, person: string): Promise<string | undefined> {
  const [row] = await shop.database.query<{ card: string }>(
    `SELECT c.card FROM identity i JOIN customer c ON c.id = i."customerId" WHERE i.person = ?`,
    person,
  )
  return row?.card
}
