import { afterEach, expect, test, vi } from 'vitest'
import { onDatabase } from '../databases.ts'
import { Scene } from './scene.ts'

const fresh = onDatabase('sqlite')

afterEach(() => {
  vi.restoreAllMocks()
})

test('what never leaves is named without what it says, and nobody waits for ever', async () => {
  const scene = await Scene.open(fresh, { platforms: ['slack'] })
  // A platform that is not here.
  await scene.database.execute(
    `INSERT INTO delivery (platform, channel, place, lane, message, state, due, cause, created)
     VALUES ('nowhere', 'c', 'c', 0, '{"text":"secret"}', 'queued', 0, 'test', 0)`,
  )
  let now = performance.now()
  vi.spyOn(performance, 'now').mockImplementation(() => {
    now += 1_000
    return now
  })
  await expect(scene.settle()).rejects.toThrow(/^nothing moves any more:\ndelivery 1 queued 0 nowhere test$/)
})
