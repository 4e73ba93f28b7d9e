import { expect, test } from 'vitest'
import { World } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'

eachDatabase((fresh) => {
  test('what an adapter wants to have later is kept, each for itself', async () => {
    const { engine } = await World.open(fresh)
    expect(await engine.recall('discord', 'session')).toBeUndefined()
    await engine.remember('discord', 'session', 'one')
    await engine.remember('slack', 'session', 'another')
    await engine.remember('discord', 'session', 'two')
    expect(await engine.recall('discord', 'session')).toBe('two')
    expect(await engine.recall('slack', 'session')).toBe('another')
  })

  test('the last that was said in each conversation alone is known', async () => {
    const world = await World.open(fresh)
    const [ana, ben] = [world.person('ana', { locale: 'en' }), world.person('ben', { locale: 'en' })]
    for (const message of ['9', '10']) await ana.does({ kind: 'said', text: 'hello', message })
    await world.engine.receive(ana.happening({ kind: 'edited', message: '9', text: 'hallo' }))
    await ben.says('/points')
    expect(await world.engine.seen('fake')).toEqual([{ channel: 'ben' }, { channel: 'ana', message: '10' }])
    expect(await world.engine.seen('slack')).toEqual([])
  })
})
