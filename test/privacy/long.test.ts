import { expect, test } from 'vitest'
import { allFeatures } from '../../src/features.ts'
import { privacyFeature } from '../../src/privacy/feature.ts'
import { defaultProgram } from '../../src/program/program.ts'
import { World } from '../conversation.ts'
import { eachDatabase } from '../databases.ts'

const many = 2_500

eachDatabase((fresh) => {
  test('what grew over many years is read in pages, each in a transaction of its own: all of it, in order, once', async () => {
    const world = await World.open(fresh)
    await world.person('ana', { name: 'Ana' }).says('/start')
    const [row] = await world.database.query<{ id: string }>('SELECT id FROM customer')
    const id = row?.id ?? ''
    const numbers = Array.from({ length: many }, (_, nth) => nth)
    await world.engine.run(async (unit) => {
      for (const nth of numbers)
        await unit.sql.execute(
          `INSERT INTO utterance (platform, place, message, kind, "customerId", text, at) VALUES ('fake', 'ana', ?, 'said', ?, ?, ?)`,
          `m${nth}`,
          id,
          `word ${nth}`,
          unit.now,
        )
    })
    const features = allFeatures(defaultProgram)
    const { makers } = privacyFeature(defaultProgram, () => features)
    let transactions = 0
    const bytes = await makers?.privacy?.((job) => {
      transactions += 1
      return world.engine.run(job)
    }, id)
    const { said, profile } = JSON.parse(Buffer.from(bytes ?? []).toString())
    expect(profile).toMatchObject({ name: 'Ana' })
    expect(said.map(({ text }: { text: string }) => text)).toEqual(numbers.map((nth) => `word ${nth}`))
    const sections = features.flatMap(({ known }) => Object.keys(known ?? {})).length
    expect(transactions).toBe(sections + 2 + Math.floor(many / 1_000))
  })
})
