import { describe, expect, test } from 'vitest'
import { defaultProgram } from '../../src/program/program.ts'
import { labelsOf } from '../complaints/scene.ts'
import { readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { Shop } from './shop.ts'

const asleep = { quiet: { from: '20:00', to: '09:00' } }

eachDatabase((fresh) => {
  describe('a campaign', () => {
    test('reaches everybody at the time of his own clock, and nobody in his night', async () => {
      const shop = await Shop.open(fresh, { platforms: ['telegram', 'slack', 'discord', 'web'], program: asleep })
      const tom = await shop.manager('slack', 'tom', 'Tom')
      await shop.crowd('telegram', 3, 'Asia/Shanghai')
      await shop.crowd('discord', 4, 'America/New_York')
      await shop.crowd('web', 5)
      const campaign = await shop.makes({ schedule: { when: 'once', at: '2026-03-03T10:00', own: true } })
      expect(await shop.starts(campaign, tom, 12)).toMatchObject({ kind: 'scheduled' })
      const seen = () => ['telegram', 'discord', 'web'].map((name) => shop.scene.on(name).shown.length)
      const at = async (time: string, frozen = true) => {
        shop.clock.now = new Date(time)
        await shop.passes(0)
        if (frozen) await shop.when(campaign.id, ({ frozen }) => frozen !== null)
        await shop.rounds()
        return seen()
      }
      expect(await at('2026-03-02T19:59Z', false)).toEqual([0, 0, 0])
      // ten in the morning begins at ten in the evening of the day before, in UTC
      expect(await at('2026-03-02T20:00Z')).toEqual([0, 0, 0])
      expect(await at('2026-03-03T01:59Z')).toEqual([0, 0, 0])
      expect(await at('2026-03-03T02:00Z')).toEqual([3, 0, 0])
      expect(await at('2026-03-03T10:00Z')).toEqual([3, 0, 5])
      expect(await at('2026-03-03T14:59Z')).toEqual([3, 0, 5])
      expect(await at('2026-03-03T15:00Z')).toEqual([3, 4, 5])
      await shop.until(campaign.id, 'done')
    })

    test('that could not leave before the night waits for the morning', async () => {
      const shop = await Shop.open(fresh, {
        platforms: ['telegram', 'slack'],
        program: asleep,
        at: '2026-03-02T19:59Z',
      })
      const tom = await shop.manager('slack', 'tom', 'Tom')
      await shop.crowd('telegram', 50)
      const telegram = shop.scene.on('telegram')
      const { promise, resolve } = Promise.withResolvers<void>()
      let left = 0
      telegram.before = () => {
        left += 1
        return promise
      }
      const campaign = await shop.makes()
      await shop.starts(campaign, tom, 50)
      await shop.when(campaign.id, ({ frozen }) => frozen !== null)
      await shop.when(campaign.id, () => left > 0)
      shop.clock.now = new Date('2026-03-02T20:00Z')
      telegram.before = () => {}
      resolve()
      await shop.scene.settle()
      const evening = telegram.shown.length
      expect(evening).toBeGreaterThan(0)
      expect(evening).toBeLessThan(50)
      shop.clock.now = new Date('2026-03-03T08:59Z')
      await shop.passes(0)
      await shop.rounds()
      expect(telegram.shown.length).toBe(evening)
      await shop.passes(1)
      await shop.until(campaign.id, 'done')
      expect(telegram.shown.length).toBe(50)
      expect(new Set(telegram.shown.map(({ place }) => place.channel)).size).toBe(50)
    })

    test('that is overdue asks first, and does what it is told', async () => {
      const shop = await Shop.open(fresh, { platforms: ['telegram', 'slack'] })
      const tom = await shop.manager('slack', 'tom', 'Tom')
      await shop.crowd('telegram', 5)
      const late = await shop.makes({ name: 'Late', schedule: { when: 'once', at: '2026-03-02T13:00', own: false } })
      const later = await shop.makes({ name: 'Later', schedule: { when: 'once', at: '2026-03-02T13:00', own: false } })
      const past = await shop.makes({ name: 'Past', schedule: { when: 'once', at: '2026-03-02T12:00', own: false } })
      expect(await shop.starts(past, tom, 5)).toMatchObject({ kind: 'refused', why: 'past' })
      await shop.starts(late, tom, 5)
      await shop.starts(later, tom, 5)
      await shop.passes(121)
      await shop.until(late.id, 'asking')
      await shop.until(later.id, 'asking')
      expect(shop.scene.on('telegram').shown).toHaveLength(0)
      expect(readable(tom.finds(/^Late/).message)).toContain('Should have begun')
      expect(labelsOf(tom.finds(/^Late/))).toEqual(expect.arrayContaining(['Cancel it', 'Send it now']))
      await tom.presses(tom.finds(/^Late\n/), 'Send it now')
      await tom.presses(tom.finds(/^Later\n/), 'Cancel it')
      await shop.until(late.id, 'done')
      expect((await shop.now(later.id)).state).toBe('cancelled')
      expect(shop.scene.on('telegram').shown).toHaveLength(5)
    })

    test('that comes every week is written down anew each time', async () => {
      const shop = await Shop.open(fresh, { platforms: ['telegram', 'slack'] })
      const tom = await shop.manager('slack', 'tom', 'Tom')
      await shop.crowd('telegram', 4)
      const campaign = await shop.makes({
        schedule: { when: 'week', weekday: 1, time: '13:00', own: false },
        holdout: 0,
      })
      await shop.starts(campaign, tom, 4)
      await shop.passes(60)
      const first = await shop.when(campaign.id, ({ round, state }) => round === 1 && state === 'scheduled')
      expect(first.due?.toISOString()).toBe('2026-03-09T13:00:00.000Z')
      await shop.scene.settle()
      await shop.crowd('slack', 2)
      shop.clock.now = new Date('2026-03-09T13:00Z')
      await shop.passes(0)
      const second = await shop.when(campaign.id, ({ round, state }) => round === 2 && state === 'scheduled')
      expect(second).toMatchObject({ figures: { total: 6, sent: 6 }, due: new Date('2026-03-16T13:00Z') })
      await shop.scene.settle()
      expect(shop.scene.on('telegram').shown).toHaveLength(8)
      const stands = await shop.stands(campaign.id)
      expect(stands).toHaveLength(10)
      await tom.says('/campaign Spring')
      await tom.presses(tom.last(), 'Cancel it')
      expect((await shop.now(campaign.id)).state).toBe('cancelled')
    })

    test('to more people than one manager may write to waits for another', async () => {
      const shop = await Shop.open(fresh, {
        platforms: ['telegram', 'slack', 'discord'],
        program: { campaigns: { ...defaultProgram.campaigns, cap: null, approval: 3 } },
      })
      const tom = await shop.manager('slack', 'tom', 'Tom')
      const ann = await shop.manager('discord', 'ann', 'Ann')
      const liu = await shop.scene.member('discord', 'liu', 'staff')
      await shop.crowd('telegram', 4)
      const campaign = await shop.makes()
      expect(await shop.starts(campaign, tom, 4)).toMatchObject({ kind: 'waiting' })
      await shop.scene.settle()
      const card = ann.finds('Spring')
      expect(readable(card.message)).toContain('Tom started it; a second manager has to approve')
      await tom.presses(tom.finds('Spring'), 'Approve')
      expect(readable(tom.last().message)).toContain('another manager has to approve it')
      await liu.does({ kind: 'pressed', press: `campaign.approve:${campaign.id}` })
      expect((await shop.now(campaign.id)).state).toBe('waiting')
      await ann.presses(card, 'Approve')
      const done = await shop.until(campaign.id, 'done')
      expect(done).toMatchObject({ approvedBy: await shop.idOf(ann), figures: { sent: 4 } })
    })
  })
})
