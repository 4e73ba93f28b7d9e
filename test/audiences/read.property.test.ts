import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { describeAudience, problemText, readAudience } from '../../src/audiences/exports.ts'
import { type Audience, conditionsOf, limits } from '../../src/audiences/rules/audience.ts'
import { anyText, audience, condition, unplaced } from './arbitrary.ts'

const leaf = condition(['7KQ-M4X-2RD', 'ABC-234-XYZ'])
const segments = fc.record({
  kind: fc.constant('segment' as const),
  name: fc.constantFrom('a b', '老客户', 'x"y'),
  at: fc.constant(0),
})

describe.each(['en', 'zh'])('%s', (locale) => {
  test('what is read back in words is the same audience again', () => {
    fc.assert(
      fc.property(audience(fc.oneof(leaf, leaf, leaf, segments)), (it) => {
        const words = describeAudience(locale, it)
        fc.pre(words.length <= limits.letters && conditionsOf(it).length <= limits.conditions)
        const read = readAudience(words)
        expect('audience' in read ? unplaced(read.audience) : [words, read.problem]).toEqual(it)
      }),
      { numRuns: 1_000 },
    )
  })

  test('whatever is written, it is an audience or there is a clear error', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const read = readAudience(text)
        if ('audience' in read) {
          expect(conditionsOf(read.audience).length).toBeGreaterThan(0)
          return
        }
        const { at, length } = read.problem
        expect(at >= 0 && at + length <= text.length).toBe(true)
        const words = problemText(locale, read.problem, text)
        expect(words.isWellFormed()).toBe(true)
        expect(words.split('\n').length).toBeLessThanOrEqual(3)
        expect(words.length).toBeLessThan(1_000)
      }),
      { numRuns: 1_000 },
    )
  })
})

test('an audience in another spelling of its words is the same', () => {
  fc.assert(
    fc.property(audience(leaf), (it: Audience) => {
      const words = describeAudience('en', it)
      fc.pre(words.length <= limits.letters / 2 && !words.includes('"'))
      for (const spelled of [words.toUpperCase(), words.replaceAll(' ', '\n  ')]) {
        const read = readAudience(spelled)
        expect('audience' in read ? unplaced(read.audience) : read).toEqual(it)
      }
    }),
  )
})
