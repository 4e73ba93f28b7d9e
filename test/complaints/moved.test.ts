import { expect, test } from 'vitest'
import { refuse } from '../../adapters/fake/adapter.ts'
import { eachDatabase } from '../databases.ts'
import { Scene } from './scene.ts'

eachDatabase((fresh) => {
  test('a desk whose channel gets another id stays the desk that it was', async () => {
    const scene = await Scene.open(fresh, { platforms: ['telegram'] })
    const ana = await scene.member('telegram', 'ana', 'staff', { name: 'Ana' })
    const mia = scene.person('telegram', 'mia', { name: 'Mia' })
    await ana.says('/desk', { channel: 'old' })
    await mia.fills('complain', { text: 'Cold soup' }, 'c:product')
    ana.platform.before = ({ place }) => {
      if (place.channel === 'old') refuse({ kind: 'moved', channel: 'new' })
    }
    await mia.says('and late')
    await scene.settle()
    const desks = () => scene.database.query('SELECT channel FROM desk WHERE closed IS NULL')
    expect(await desks()).toEqual([{ channel: 'new' }])
    await mia.fills('complain', { text: 'No spoon' }, 'c:product')
    ana.finds(/C-1002/, 'new')
    await ana.says('/reply C-1002 A spoon is on its way', { channel: 'new' })
    mia.finds('A spoon is on its way')
    expect(await scene.database.query(`SELECT DISTINCT seat FROM desk_card`)).toEqual([{ seat: 'desk:1' }])
  })

  test('a customer has so many open complaints, and no more', async () => {
    const scene = await Scene.open(fresh, { platforms: ['web'] })
    const mia = scene.person('web', 'mia', { name: 'Mia' })
    for (let nth = 0; nth < 12; nth += 1) await mia.fills('complain', { text: `Cold soup ${nth}` }, 'c:product')
    expect(mia.last().message.text).toContain('several open complaints')
    expect(await scene.database.query('SELECT id FROM complaint')).toHaveLength(10)
  })
})
