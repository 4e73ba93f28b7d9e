import { expect, test } from 'vitest'
import { demoFeature } from '../../src/demo/flow.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { World } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'

eachDatabase((fresh) => {
  test('a manager fills the shop once, and a customer never', async () => {
    const world = await World.open(fresh, { more: [demoFeature(defaultProgram)] })
    const alex = await world.member('alex', 'manager', { locale: 'en' })
    const mia = world.person('customer', { name: 'Mia', locale: 'en' })
    expect((await mia.does({ kind: 'pressed', press: 'demo.fill' })).message.text).toBe('That is for our team only.')
    const told = mia.hears()
    expect((await alex.does({ kind: 'pressed', press: 'demo.fill' })).message.text).toContain(
      '6 customers and 11 purchases',
    )
    await told
    expect((await alex.does({ kind: 'pressed', press: 'demo.fill' })).message.text).toContain('filled already')
    expect(await world.database.query('SELECT count(*) AS count FROM purchase')).toEqual([{ count: 11 }])
  })
})
