import { expect, test } from 'vitest'
import { type Actor, labelsOf } from '../complaints/scene.ts'
import { readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { Shop } from './shop.ts'

/** What a form begins with, opened by a button about that. */
function begun(shop: Shop, form: string, about: string, locale = 'en'): Record<string, string> {
  const fields = shop.engine.form({ form, about }, locale)?.fields ?? []
  return Object.fromEntries(fields.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])))
}

const cardOf = (actor: Actor, name: string) => {
  const found = actor.sees().findLast(({ message }) => message.text.startsWith(name))
  if (!found) throw new Error(`no card of ${name}`)
  return found
}

eachDatabase((fresh) => {
  test('a form about a draft begins with what that says, in the version that was looked at', async () => {
    const shop = await Shop.open(fresh, { platforms: ['slack'] })
    const tom = await shop.manager('slack', 'tom', 'Tom')
    await tom.fills('campaign', { name: 'Spring', audience: 'everyone', text: 'Hello {name}' })
    await tom.fills('campaign.more', { second: 'Hi {name}', split: '40', holdout: '20' }, '1:0')
    await tom.fills('campaign.offer', { buttons: 'Shop = https://example.com\nI come', code: 'SPRING' }, '1:1')
    await tom.fills('campaign.when', { when: 'week', day: 'Friday', time: '9:30', clock: 'own' }, '1:2')
    await shop.engine.look('campaign drafts')
    expect(begun(shop, 'campaign.words', '1:3')).toEqual({ name: 'Spring', audience: 'everyone', text: 'Hello {name}' })
    expect(begun(shop, 'campaign.more', '1:3')).toEqual({ second: 'Hi {name}', split: '40', holdout: '20' })
    const offer = { buttons: 'Shop = https://example.com\nI come = answer', code: 'SPRING' }
    expect(begun(shop, 'campaign.offer', '1:3')).toEqual(offer)
    expect(begun(shop, 'campaign.when', '1:3')).toEqual({ when: 'week', day: 'Friday', time: '09:30', clock: 'own' })
    expect(begun(shop, 'campaign.when', '1:3', 'zh')).toMatchObject({ day: '星期五' })
    expect(begun(shop, 'campaign.offer', '1:3', 'zh').buttons).toContain('= 回答')
    // what is not known begins empty
    for (const about of ['1:9', '2:0', '', 'x']) expect(begun(shop, 'campaign.words', about)).toEqual({})
    expect(begun(shop, 'campaign', '1:3')).toEqual({})
    // sent off as it is, it changes nothing
    for (const [form, locale] of [
      ['campaign.words', 'en'],
      ['campaign.more', 'en'],
      ['campaign.offer', 'en'],
      ['campaign.when', 'en'],
    ] as const)
      await tom.fills(form, begun(shop, form, '1:3', locale), '1:3')
    expect((await shop.now(1)).edits?.version).toBe(3)
  })

  test('what somebody else has changed meanwhile is not put back by what a form began with', async () => {
    const shop = await Shop.open(fresh, { platforms: ['slack'] })
    const tom = await shop.manager('slack', 'tom', 'Tom')
    const ann = await shop.manager('slack', 'ann', 'Ann')
    await tom.fills('campaign', { name: 'Spring', audience: 'everyone', text: 'Hello' })
    await shop.engine.look('campaign drafts')
    const opened = begun(shop, 'campaign.words', '1:0')
    await ann.fills('campaign.words', { audience: 'language zh' }, '1:0')
    await tom.fills('campaign.words', { ...opened, text: 'Good day' }, '1:0')
    const { audience, content } = await shop.now(1)
    expect([audience, content.a]).toEqual(['language zh', 'Good day'])
  })

  test('a new process knows what drafts say', async () => {
    const shop = await Shop.open(fresh, { platforms: ['slack'] })
    const tom = await shop.manager('slack', 'tom', 'Tom')
    await tom.fills('campaign', { name: 'Spring', audience: 'everyone', text: 'Hello' })
    await shop.engine.stop()
    const again = await Shop.open(fresh, { platforms: ['slack'], database: shop.database })
    await again.engine.look('campaign drafts')
    expect(begun(again, 'campaign.words', '1:0')).toMatchObject({ text: 'Hello' })
  })

  test('a text that a platform might cut begins empty, and stays', async () => {
    const shop = await Shop.open(fresh, { platforms: ['slack'] })
    const tom = await shop.manager('slack', 'tom', 'Tom')
    const long = '😀'.repeat(1_450)
    await tom.fills('campaign', { name: 'Spring', audience: 'everyone', text: long })
    await shop.engine.look('campaign drafts')
    const opened = begun(shop, 'campaign.words', '1:0')
    expect(opened).toEqual({ name: 'Spring', audience: 'everyone' })
    await tom.fills('campaign.words', { ...opened, name: 'Summer' }, '1:0')
    const { name, content } = await shop.now(1)
    expect([name, content.a]).toEqual(['Summer', long])
  })

  test('step by step it is said what stands there, and it can be left as it is', async () => {
    const shop = await Shop.open(fresh, { platforms: ['telegram'] })
    const tom = await shop.manager('telegram', 'tom', 'Tom')
    const { id } = await shop.makes({ schedule: { when: 'month', day: 15, time: '10:00', own: false } })
    await tom.says('/campaign Spring')
    await shop.engine.look('campaign drafts')
    await tom.presses(cardOf(tom, 'Spring'), 'When')
    expect(readable(tom.last().message)).toContain('Now: Every month')
    expect(labelsOf(tom.last())).toContain('Keep it as it is')
    await tom.presses(tom.last(), 'Keep it as it is')
    expect(readable(tom.last().message)).toContain('Now: 15')
    await tom.says('16')
    await tom.presses(tom.last(), 'Keep it as it is')
    await tom.presses(tom.last(), 'Keep it as it is')
    expect((await shop.now(id)).schedule).toEqual({ when: 'month', day: 16, time: '10:00', own: false })
    // where nothing stands, there is nothing to keep
    await tom.presses(cardOf(tom, 'Spring'), 'Buttons, points, code')
    expect(labelsOf(tom.last())).toContain('Skip')
    expect(readable(tom.last().message)).not.toContain('Now:')
  })
})
