import { expect, test } from 'vitest'
import { World } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'

eachDatabase((fresh) => {
  test('what was said stays, also when it is edited or deleted', async () => {
    const world = await World.open(fresh)
    const ana = world.person('ana', { locale: 'en' })
    await ana.does({ kind: 'said', text: 'points', message: '7' })
    const shown = world.fake.shown.length
    await world.engine.receive(ana.happening({ kind: 'edited', message: '7', text: 'my points' }))
    await world.engine.receive(ana.happening({ kind: 'deleted', message: '7' }))
    await ana.says('/points')
    expect(await world.database.query('SELECT message, kind, text FROM utterance ORDER BY id')).toEqual([
      { message: '7', kind: 'said', text: 'points' },
      { message: '7', kind: 'edited', text: 'my points' },
      { message: '7', kind: 'deleted', text: null },
    ])
    expect(world.fake.shown.length).toBe(shown + 1)
  })
})
