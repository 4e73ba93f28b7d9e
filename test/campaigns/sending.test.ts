import { describe, expect, test } from 'vitest'
import type { FakeAdapter, Shown } from '../../adapters/fake/adapter.ts'
import { type Actor, labelsOf } from '../complaints/scene.ts'
import { buttonsOf, readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { Shop } from './shop.ts'

/** Lets so many messages of campaigns through, and holds the others until it is opened. */
function gate(platform: FakeAdapter, through = 0) {
  const { promise, resolve } = Promise.withResolvers<void>()
  let left = through
  let held = 0
  platform.before = (_to, message) => {
    if (!labelsOf({ message } as Shown).some((label) => label === 'Unsubscribe')) return
    if (left > 0) {
      left -= 1
      return
    }
    held += 1
    return promise
  }
  return {
    open: () => {
      platform.before = () => {}
      resolve()
    },
    get held() {
      return held
    },
  }
}

/** Presses without waiting for what follows. */
const press = (shop: Shop, actor: Actor, shown: Shown, label: string) => {
  const button = buttonsOf(shown.message).find((it) => it.label === label)
  if (!button || !('press' in button)) throw new Error(`no ${label} among ${labelsOf(shown)}`)
  return shop.engine.receive(actor.happening({ kind: 'pressed', press: button.press, message: shown.id }))
}

const promotions = (platform: FakeAdapter) => platform.shown.filter((shown) => labelsOf(shown).includes('Unsubscribe'))

eachDatabase((fresh) => {
  describe('a campaign that is being sent', () => {
    test('is paused, goes on where it was, and nobody is passed over or gets it twice', async () => {
      const shop = await Shop.open(fresh, { platforms: ['telegram', 'slack'] })
      const tom = await shop.manager('slack', 'tom', 'Tom')
      await shop.crowd('telegram', 120)
      const campaign = await shop.makes()
      const doors = gate(shop.scene.on('telegram'), 30)
      await shop.starts(campaign, tom, 120)
      await shop.when(campaign.id, ({ figures }) => figures.sent === 30)
      await press(shop, tom, tom.finds('Spring'), 'Pause')
      await shop.when(campaign.id, ({ state }) => state === 'paused')
      doors.open()
      await shop.scene.settle()
      const { figures } = await shop.now(campaign.id)
      // only what had left already still arrives
      expect(figures.sent).toBeLessThanOrEqual(30 + doors.held)
      expect(promotions(shop.scene.on('telegram')).length).toBe(30 + doors.held)
      expect(readable(tom.finds('Spring').message)).toContain('paused by Tom')
      await tom.presses(tom.finds('Spring'), 'Go on')
      await shop.until(campaign.id, 'done')
      expect(promotions(shop.scene.on('telegram')).length).toBe(120)
      expect(new Set(promotions(shop.scene.on('telegram')).map(({ place }) => place.channel)).size).toBe(120)
      expect((await shop.now(campaign.id)).figures).toMatchObject({ total: 120, sent: 120, unknown: 0 })
      await shop.scene.settle()
      expect(readable(tom.finds('Spring').message)).toContain('100 %')
    })

    test('is cancelled: who has not got it does not get it, and it says who did', async () => {
      const shop = await Shop.open(fresh, { platforms: ['telegram', 'slack'] })
      const tom = await shop.manager('slack', 'tom', 'Tom')
      const ann = await shop.manager('slack', 'ann', 'Ann')
      await shop.crowd('telegram', 100)
      const campaign = await shop.makes()
      const doors = gate(shop.scene.on('telegram'), 20)
      await shop.starts(campaign, tom, 100)
      await shop.when(campaign.id, ({ figures }) => figures.sent === 20)
      const pause = { kind: 'pressed' as const, press: `campaign.pause:${campaign.id}` }
      await Promise.all([press(shop, tom, tom.finds('Spring'), 'Cancel it'), shop.engine.receive(ann.happening(pause))])
      await shop.when(campaign.id, ({ state }) => state === 'cancelled')
      doors.open()
      const ended = await shop.when(campaign.id, ({ ended }) => ended !== null)
      await shop.scene.settle()
      expect(ended.state).toBe('cancelled')
      const stands = await shop.stands(campaign.id)
      expect(stands).toHaveLength(100)
      const sent = stands.filter(({ state }) => state === 'sent').length
      expect(sent).toBe(20 + doors.held)
      expect(stands.filter(({ state, why }) => state === 'skipped' && why === 'cancelled')).toHaveLength(100 - sent)
      expect(ended.figures).toMatchObject({ total: 100, sent, skipped: 100 - sent })
      // one of the two was first; the other was told so, unless it was a pause that a cancel may follow
      const said = [...tom.sees(), ...ann.sees()].map(({ message }) => readable(message)).join('\n')
      expect(said).toMatch(/cancelled by Tom/)
    })

    test('two managers press the same at once: one has done it, the other is told by whom', async () => {
      const shop = await Shop.open(fresh, { platforms: ['telegram', 'slack'] })
      const tom = await shop.manager('slack', 'tom', 'Tom')
      const ann = await shop.manager('slack', 'ann', 'Ann')
      await shop.crowd('telegram', 50)
      const campaign = await shop.makes()
      const doors = gate(shop.scene.on('telegram'))
      await shop.starts(campaign, tom, 50)
      await shop.when(campaign.id, ({ frozen }) => frozen !== null)
      await shop.engine.receive(ann.happening({ kind: 'asked', command: 'campaign', args: 'spring' }))
      const pressing = (actor: Actor) =>
        shop.engine.receive(actor.happening({ kind: 'pressed', press: `campaign.pause:${campaign.id}` }))
      await Promise.all([pressing(tom), pressing(ann)])
      doors.open()
      await shop.scene.settle()
      const paused = await shop.now(campaign.id)
      expect(paused.state).toBe('paused')
      const first = paused.changedBy === (await shop.idOf(tom)) ? tom : ann
      const second = first === tom ? ann : tom
      const name = first === tom ? 'Tom' : 'Ann'
      expect(second.sees().filter(({ message }) => message.text === `Spring: paused by ${name}`)).toHaveLength(1)
      expect(first.sees().filter(({ message }) => message.text.startsWith('Spring: paused'))).toHaveLength(0)
    })

    test('two managers start it at once: it starts once', async () => {
      const shop = await Shop.open(fresh, { platforms: ['telegram', 'slack'] })
      const tom = await shop.manager('slack', 'tom', 'Tom')
      const ann = await shop.manager('slack', 'ann', 'Ann')
      await shop.crowd('telegram', 30)
      const campaign = await shop.makes()
      const outcomes = await Promise.all([shop.starts(campaign, tom, 30), shop.starts(campaign, ann, 30)])
      expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['refused', 'started'])
      await shop.until(campaign.id, 'done')
      expect(promotions(shop.scene.on('telegram'))).toHaveLength(30)
      expect((await shop.now(campaign.id)).round).toBe(1)
    })

    test('does not go to who says stop, or complains, while it waits for him', async () => {
      const shop = await Shop.open(fresh, { platforms: ['telegram', 'slack'] })
      const tom = await shop.manager('slack', 'tom', 'Tom')
      await shop.crowd('telegram', 60)
      const ida = await shop.customer('telegram', 'ida', { name: 'Ida' })
      const leo = await shop.customer('telegram', 'leo', { name: 'Leo', locale: 'zh' })
      const campaign = await shop.makes()
      const doors = gate(shop.scene.on('telegram'))
      await shop.starts(campaign, tom, 62)
      await shop.when(campaign.id, ({ frozen }) => frozen !== null)
      await shop.when(campaign.id, () => doors.held > 0)
      await shop.engine.receive(ida.happening({ kind: 'said', text: '停止' }))
      await shop.engine.receive(
        leo.happening({ kind: 'filled', form: 'complain', about: 'c:order', values: { text: 'It was cold' } }),
      )
      await shop.when(campaign.id, ({ figures }) => figures.skipped === 2)
      doors.open()
      await shop.until(campaign.id, 'done')
      const stands = await shop.stands(campaign.id)
      expect(stands.filter(({ state }) => state === 'skipped')).toEqual([
        { person: 'ida', platform: 'telegram', arm: 'a', state: 'skipped', why: 'stopped' },
        { person: 'leo', platform: 'telegram', arm: 'a', state: 'skipped', why: 'complaint' },
      ])
      expect(promotions(shop.scene.on('telegram'))).toHaveLength(60)
      expect(ida.sees().some(({ message }) => message.text.startsWith('Hello Ida, you have'))).toBe(false)
      const left = await shop.database.query('SELECT id FROM delivery WHERE state IN (?, ?)', 'queued', 'sending')
      expect(left).toEqual([])
    })

    test('goes on after a restart where it was', async () => {
      const shop = await Shop.open(fresh, { platforms: ['telegram', 'slack'] })
      const tom = await shop.manager('slack', 'tom', 'Tom')
      await shop.crowd('telegram', 80)
      const campaign = await shop.makes({ points: 5 })
      const doors = gate(shop.scene.on('telegram'), 25)
      await shop.starts(campaign, tom, 80)
      await shop.when(campaign.id, ({ figures }) => figures.sent === 25)
      const stopping = shop.engine.stop()
      doors.open()
      await stopping
      const before = promotions(shop.scene.on('telegram')).map(({ place }) => place.channel)
      const again = await Shop.open(fresh, { platforms: ['telegram', 'slack'], database: shop.database })
      await again.until(campaign.id, 'done')
      const after = promotions(again.scene.on('telegram')).map(({ place }) => place.channel)
      expect(new Set([...before, ...after]).size).toBe(80)
      expect(before.length + after.length).toBe(80)
      const points = await shop.database.query('SELECT balance, count(*) AS n FROM account GROUP BY balance')
      expect(points).toEqual([{ balance: 5, n: 80 }])
    })
  })
})
