import { expect, test } from 'vitest'
import { refuse } from '../../adapters/fake/adapter.ts'
import { eachDatabase } from '../databases.ts'
import { Scene } from './scene.ts'

eachDatabase((fresh) => {
  test('a last word that the customer cannot be sent is told to the owners, as whatever nobody else is told of', async () => {
    const scene = await Scene.open(fresh, { platforms: ['slack', 'telegram'] })
    const olga = await scene.member('slack', 'olga', 'owner', { name: 'Olga' })
    await olga.says('hello')
    const mia = scene.person('telegram', 'mia', { name: 'Mia' })
    await mia.fills('complain', { text: 'It was dry' }, 'c:product')
    mia.platform.before = (_, { text }) => {
      if (text.includes('We have settled')) refuse({ kind: 'refused' })
    }
    await olga.says('/resolve C-1001 fixed A new one is yours')
    await scene.sweep('complaints.trouble', 'deliveries.alert', 'deliveries.alert')
    expect(olga.sees().filter(({ message }) => message.text.includes('could not be delivered'))).toHaveLength(1)
  })
})
