import { expect, test } from 'vitest'
import { eachDatabase } from '../databases.ts'
import { Shop } from './shop.ts'

eachDatabase((fresh) => {
  test('the preview is of somebody who would get it, and of anybody in the audience when nobody would', async () => {
    const shop = await Shop.open(fresh)
    const ann = await shop.scene.member('web', 'ann', 'manager', { name: 'Ann' })
    await ann.says('/stop')
    const bob = shop.scene.person('web', 'bob', { name: 'Bob' })
    await bob.says('/start')
    const zoe = shop.scene.person('web', 'zoe', { name: 'Zoe' })
    await zoe.says('/start')
    await zoe.says('/stop')
    await ann.says('/campaign new')
    await ann.fills('campaign', { name: 'Spring', audience: 'everyone', text: 'Hello {name}' })
    const previewed = async () => {
      const card = ann.sees().findLast(({ message }) => message.text.startsWith('Spring'))
      if (!card) throw new Error('no card')
      const before = ann.sees().length
      await ann.presses(card, 'Preview')
      return ann.sees()[before]?.message.text
    }
    expect(await previewed()).toBe('This is what Bob would get:')
    await bob.says('/stop')
    expect(await previewed()).toBe('This is what Zoe would get:')
  })
})
