import { describe, test } from 'vitest'
import { onDatabase } from '../databases.ts'
import { kills, patience, survives } from './survives.ts'

describe('sqlite', () => {
  const fresh = onDatabase('sqlite')

  test(
    'nothing is lost and nothing done twice, whenever the program is killed',
    async () => survives({ database: await fresh.url(), kills: kills(5) }),
    patience(5),
  )

  test(
    'nor when the platform brings what happens by itself',
    async () => survives({ database: await fresh.url(), webhook: true, kills: kills(3) }),
    patience(3),
  )
})

describe('postgresql', () => {
  const fresh = onDatabase('postgresql')

  test(
    'nothing is lost and nothing done twice, whenever the program is killed',
    async () => survives({ database: await fresh.url(), kills: kills(5) }),
    patience(5),
  )
})
