import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countAudience, readAudience, sampleOf } from '../../src/audiences/exports.ts'
import type { Audience } from '../../src/audiences/rules/audience.ts'
import { audienceCondition, type ReadyAudience } from '../../src/audiences/rules/compile.ts'
import { eachDatabase } from '../databases.ts'
import { anyText, audience, condition } from './arbitrary.ts'
import { members } from './model.ts'
import { cardOf, humans, now, store } from './people.ts'

const people = humans(60, 7)
const leaf = condition([3, 10, 20].map(cardOf))
const zones = ['UTC', 'Asia/Shanghai', 'America/New_York']

eachDatabase((fresh) => {
  const compiled = (it: Audience, timeZone: string, each = false) =>
    audienceCondition(it as ReadyAudience, { dialect: fresh.dialect, now, timeZone, currency: 'EUR', each })

  test('an audience holds the same customers as a plain model finds one by one', async () => {
    const database = await fresh.open()
    await store(database, people)
    const sizes: number[] = []
    const same = async (it: Audience, timeZone: string, each: boolean) => {
      const { sql, params } = compiled(it, timeZone, each)
      const rows = await database.query<{ id: string }>(`SELECT c.id FROM customer AS c WHERE ${sql}`, ...params)
      const found = rows.map(({ id }) => id).sort()
      expect(found).toEqual(members(it, people, timeZone))
      sizes.push(found.length)
    }
    await fc.assert(fc.asyncProperty(leaf, fc.constantFrom(...zones), fc.boolean(), same), { numRuns: 200 })
    await fc.assert(fc.asyncProperty(audience(leaf), fc.constantFrom(...zones), fc.boolean(), same), { numRuns: 120 })
    // The invented customers are such that the question is a question.
    expect(sizes.filter((size) => size > 0 && size < 40).length).toBeGreaterThan(80)
  })

  test('whatever is read runs, and finds nothing that it was not asked for', async () => {
    const database = await fresh.open()
    await store(database, people)
    await fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const read = readAudience(text)
        if ('problem' in read || text.includes('segment') || /分组|人群|分群/.test(text)) return
        const condition = compiled(read.audience, 'UTC')
        expect(condition.sql.split('?')).toHaveLength(condition.params.length + 1)
        const found = members(read.audience, people, 'UTC')
        expect(await countAudience({ sql: database }, condition)).toBe(found.length)
        const sample = await sampleOf({ sql: database }, condition, 3)
        expect(sample.map(({ id }) => id)).toEqual(found.toSorted().reverse().slice(0, 3))
      }),
      { numRuns: 300 },
    )
    expect(await countAudience({ sql: database }, { sql: '1 = 1', params: [] })).toBe(people.length)
  })
})
