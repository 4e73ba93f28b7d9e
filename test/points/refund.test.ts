import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_MINOR } from '../../src/points/money.ts'
import { MAX_POINTS, refundPoints } from '../../src/points/rules.ts'

/** The points taken back by refunds of these amounts, one after the other. */
function taken(earned: number, amount: number, refunds: number[]): number[] {
  let refundedBefore = 0
  return refunds.map((refund) => {
    const result = refundPoints({ earned, amount, refundedBefore, refund })
    if ('refused' in result) throw new Error(result.refused)
    refundedBefore += refund
    return result.points
  })
}

describe('refundPoints', () => {
  test.each([
    [25, 2590, [2590], [25]],
    [25, 2590, [1000, 1590], [10, 15]],
    [1, 300, [100, 100, 100], [1, 0, 0]],
    [10, 3, [1, 1, 1], [4, 3, 3]],
    [0, 500, [250, 250], [0, 0]],
    [MAX_POINTS, MAX_MINOR, [1, MAX_MINOR - 1], [1, MAX_POINTS - 1]],
  ])('of %d points for %d refunded as %j takes %j', (earned, amount, refunds, points) => {
    expect(taken(earned, amount, refunds)).toEqual(points)
  })

  test('a full refund takes exactly what was earned, in any parts and any order', () => {
    const whole = fc.record({
      earned: fc.integer({ min: 0, max: MAX_POINTS }),
      parts: fc.array(fc.integer({ min: 1, max: 1_000_000_000 }), { minLength: 1, maxLength: 12 }),
    })
    fc.assert(
      fc.property(whole, ({ earned, parts }) => {
        const amount = parts.reduce((sum, part) => sum + part, 0)
        const points = taken(earned, amount, parts)
        expect(points.every((part) => Number.isSafeInteger(part) && part >= 0)).toBe(true)
        expect(points.reduce((sum, part) => sum + part, 0)).toBe(earned)
      }),
    )
  })

  test('two refunds at once and one after the other come to the same', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5_000 }),
        fc.tuple(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 1, max: 999 }), fc.integer({ min: 0, max: 999 })),
        (earned, [first, second, rest]) => {
          const amount = first + second + rest
          const [both] = taken(earned, amount, [first + second])
          const [a = 0, b = 0] = taken(earned, amount, [first, second])
          expect(a + b).toBe(both)
        },
      ),
    )
  })

  test('refuses more than was paid', () => {
    expect(refundPoints({ earned: 25, amount: 2590, refundedBefore: 0, refund: 2591 })).toEqual({
      refused: 'over-refund',
      refundable: 2590,
    })
    expect(refundPoints({ earned: 25, amount: 2590, refundedBefore: 2000, refund: 591 })).toEqual({
      refused: 'over-refund',
      refundable: 590,
    })
    expect(refundPoints({ earned: 25, amount: 2590, refundedBefore: 2590, refund: 1 })).toEqual({
      refused: 'over-refund',
      refundable: 0,
    })
    expect(refundPoints({ earned: 0, amount: 0, refundedBefore: 0, refund: 1 })).toEqual({
      refused: 'over-refund',
      refundable: 0,
    })
  })

  test.each([0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, MAX_MINOR + 1])('refuses to refund %d', (refund) => {
    expect(refundPoints({ earned: 5, amount: 500, refundedBefore: 0, refund })).toMatchObject({
      refused: 'out-of-bounds',
    })
  })

  test.each([-1, 0.5, Number.NaN, MAX_POINTS + 1])('refuses %d earned points', (earned) => {
    expect(refundPoints({ earned, amount: 500, refundedBefore: 0, refund: 1 })).toMatchObject({
      refused: 'out-of-bounds',
    })
  })
})
