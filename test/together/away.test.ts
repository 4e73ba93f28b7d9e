import { describe, test } from 'vitest'
import { onDatabase } from '../databases.ts'
import { hears, platforms, says, started, together } from './program.ts'

const patience = 180_000

describe('a platform that is away', () => {
  const fresh = onDatabase('sqlite')

  test(
    'keeps no other from being answered, and comes back by itself',
    async () => {
      const there = await together(fresh)
      await started(there)
      for (const platform of platforms) says(there, platform, 'start')
      for (const platform of platforms) await hears(there, platform, 'Hello')
      for (const away of platforms) {
        const comeBack = await there[away].refuse()
        for (const other of platforms.filter((each) => each !== away)) {
          says(there, other, 'help')
          await hears(there, other, 'Tap a button')
        }
        says(there, away, 'language')
        await comeBack()
        await hears(there, away, 'Which language')
      }
    },
    patience,
  )
})

describe('of two processes', () => {
  const fresh = onDatabase('postgresql')

  test(
    'whichever is killed, the other answers on every platform within seconds',
    async () => {
      const there = await together(fresh, 2)
      await started(there)
      for (const platform of platforms) says(there, platform, 'start')
      for (const platform of platforms) await hears(there, platform, 'Hello')
      for (const program of there.programs) {
        await program.kill()
        const since = performance.now()
        for (const platform of platforms) says(there, platform, 'help')
        for (const platform of platforms) {
          await hears(there, platform, 'Tap a button')
          process.stdout.write(`${platform}: answered ${Math.round(performance.now() - since)} ms after the kill\n`)
        }
        program.start()
        await program.ready
      }
    },
    patience,
  )
})
