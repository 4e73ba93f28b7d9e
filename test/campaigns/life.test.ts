import { expect, test } from 'vitest'
import { eachDatabase } from '../databases.ts'
import { Shop } from './shop.ts'

eachDatabase((fresh) => {
  test('a campaign goes to everybody on all platforms, once, and says so', async () => {
    const shop = await Shop.open(fresh)
    const tom = await shop.manager('telegram', 'tom', 'Tom')
    const ann = await shop.customer('slack', 'ann', { name: 'Ann' })
    await shop.crowd('discord', 40)
    await shop.crowd('web', 3)
    const campaign = await shop.makes()
    const outcome = await shop.starts(campaign, tom, 44)
    expect(outcome).toMatchObject({ kind: 'started', people: 44 })
    const done = await shop.until(campaign.id, 'done')
    expect(done.figures).toEqual({ total: 44, sent: 44, failed: 0, unknown: 0, skipped: 0, held: 0 })
    expect(ann.sees().at(-1)?.message.text).toBe('Hello Ann, you have 0 points')
    const discord = shop.scene.on('discord').shown
    expect(discord).toHaveLength(40)
    expect(new Set(discord.map(({ place }) => place.channel)).size).toBe(40)
    const card = tom.sees().find(({ message }) => message.text.startsWith('Spring'))
    expect(card?.message.text).toContain('100 %')
    expect(JSON.stringify(card?.message)).toContain('44 of 44')
  })
})
