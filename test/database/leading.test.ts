import { once } from 'node:events'
import { expect, test } from 'vitest'
import { eachDatabase } from '../databases.ts'

const until = (signal: AbortSignal) => (signal.aborted ? Promise.resolve() : once(signal, 'abort').then(() => {}))

eachDatabase((fresh) => {
  test('a process alone leads until it stops', async () => {
    const database = await fresh.open()
    const begun = Promise.withResolvers<void>()
    let ended = false
    const stop = database.lead('clock', async (signal) => {
      begun.resolve()
      await until(signal)
      ended = true
    })
    await begun.promise
    await stop()
    expect(ended).toBe(true)
  })
})
