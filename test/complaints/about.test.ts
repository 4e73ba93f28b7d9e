import { expect, test } from 'vitest'
import { contactOf } from '../../src/customers/contact.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { takeSale } from '../../src/purchases/sale.ts'
import { readable } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'
import { fillsIn } from './acting.ts'
import { labelsOf, Scene } from './scene.ts'

eachDatabase((fresh) => {
  test('a complaint can be about one of the last purchases, and the card says which', async () => {
    const scene = await Scene.open(fresh, { platforms: ['slack', 'telegram'] })
    const sam = await scene.member('slack', 'sam', 'staff', { name: 'Sam' })
    await sam.says('/desk', { channel: 'desk' })
    const mia = scene.person('telegram', 'mia', { name: 'Mia' })
    await mia.says('hello')
    await scene.engine.run(async (unit) => {
      const { customerId } = await contactOf(unit, { platform: 'telegram', id: 'mia' })
      const sale = { source: 'till', customerId, currency: 'EUR', amount: 480 }
      const items = [{ sku: 'cake', name: 'Almond cake', quantity: 1, amount: 480 }]
      await takeSale(unit, defaultProgram, { ...sale, reference: 'new', at: new Date(), items })
      const old = new Date(Date.now() - 100 * 86_400_000)
      await takeSale(unit, defaultProgram, { ...sale, reference: 'old', at: old, items: [] })
    })
    await scene.settle()
    await mia.says('/complain')
    const offered = labelsOf(mia.last()).filter((label) => label.includes('4.80'))
    expect(offered).toEqual([expect.stringContaining('Almond cake')])
    await fillsIn(scene, mia, mia.last(), offered[0] ?? '', { text: 'It was dry' })
    expect(readable(sam.finds('C-1001 · Order', 'desk').message)).toMatch(/About: .*4\.80 · Almond cake/)
  })

  test('a bad rating opens it again and is shown to a manager directly', async () => {
    const scene = await Scene.open(fresh, { platforms: ['slack', 'telegram', 'discord'] })
    const max = await scene.member('discord', 'max', 'manager', { name: 'Max' })
    await max.says('hello')
    const sam = await scene.member('slack', 'sam', 'staff', { name: 'Sam' })
    await sam.says('/desk', { channel: 'desk' })
    const mia = scene.person('telegram', 'mia', { name: 'Mia' })
    await mia.fills('complain', { text: 'It was dry' }, 'c:product')
    expect(max.sees().some(({ message }) => readable(message).includes('C-1001'))).toBe(false)
    await sam.says('/resolve C-1001 explained It is meant to be', { channel: 'desk' })
    await mia.presses(mia.finds('How well did we do?'), /^1/)
    const card = readable(max.finds('C-1001 · Product · new').message)
    expect(card).toContain('Rating: 1 of 5')
    mia.finds('I have told our manager')
  })
})
