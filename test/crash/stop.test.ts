import { expect, test } from 'vitest'
import { eachDatabase } from '../databases.ts'
import type { TelegramServer } from '../platforms/telegram/server.ts'
import { onTelegram } from './fronts/telegram.ts'
import { crashes } from './run.ts'
import { kills, patience, seed } from './survives.ts'
import { describeResult } from './tell.ts'

/** Slow, and it repeats itself, but loses nothing: what is unknown then is our doing. */
function slowDay(server: TelegramServer): void {
  server.fault({ kind: 'delay', on: ['sendMessage', 'editMessageText'], ms: 20, spread: 200 })
  server.fault({ kind: 'repeat', times: 1, chance: 0.05 })
}

eachDatabase((fresh) => {
  test(
    'asked to end again and again, at whatever moment, it loses nothing, doubles nothing, and knows what became of all',
    async () => {
      const fronts = [await onTelegram(seed, slowDay)] as const
      const result = await crashes({ database: await fresh.url(), fronts, kills: kills(4), seed, politely: true })
      describeResult(result)
      expect(result.wrong).toEqual([])
      expect([result.figures.mayBeDoubled, result.figures.doubled]).toEqual([0, 0])
    },
    patience(4),
  )
})
