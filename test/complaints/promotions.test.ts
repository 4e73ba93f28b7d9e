import { expect, test } from 'vitest'
import { tell } from '../../src/customers/reach.ts'
import { eachDatabase } from '../databases.ts'
import { Scene } from './scene.ts'

eachDatabase((fresh) => {
  test('while a complaint is open its customer gets no campaign, and others do', async () => {
    const scene = await Scene.open(fresh, { platforms: ['telegram'] })
    const [mia, leo] = [scene.person('telegram', 'mia'), scene.person('telegram', 'leo')]
    await mia.says('hello')
    await leo.says('hello')
    await mia.fills('complain', { text: 'Cold soup' }, 'c:product')
    const customers = await scene.database.query<{ customerId: string }>('SELECT "customerId" FROM identity')
    const arrived = leo.platform.next(({ place }) => place.channel === 'leo')
    await scene.engine.run(async (unit) => {
      for (const { customerId } of customers)
        await tell(unit, customerId, () => ({ text: 'Two for one' }), { lane: 'campaign', cause: 'campaign' })
    })
    expect((await arrived).message.text).toBe('Two for one')
    expect(mia.sees().map(({ message }) => message.text)).not.toContain('Two for one')
    const released = mia.platform.next(({ message }) => message.text === 'Two for one')
    await mia.platform.engine.receive(mia.happening({ kind: 'pressed', press: 'complaint.withdraw:1' }))
    await released
  })
})
