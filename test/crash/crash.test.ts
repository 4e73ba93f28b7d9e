import { describe, test } from 'vitest'
import { onDatabase } from '../databases.ts'
import { onTelegram } from './fronts/telegram.ts'
import { kills, patience, seed, survives } from './survives.ts'

describe('sqlite', () => {
  const fresh = onDatabase('sqlite')

  test(
    'nothing is lost and nothing done twice, whenever the program is killed',
    async () => survives({ database: await fresh.url(), fronts: [await onTelegram(seed)], kills: kills(5) }),
    patience(5),
  )

  test(
    'nor when the platform brings what happens by itself',
    async () =>
      survives({ database: await fresh.url(), fronts: [await onTelegram(seed)], webhook: true, kills: kills(3) }),
    patience(3),
  )
})

describe('postgresql', () => {
  const fresh = onDatabase('postgresql')

  test(
    'nothing is lost and nothing done twice, whenever the program is killed',
    async () => survives({ database: await fresh.url(), fronts: [await onTelegram(seed)], kills: kills(5) }),
    patience(5),
  )
})
