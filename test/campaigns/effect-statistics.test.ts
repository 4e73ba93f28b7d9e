import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  averageOf,
  differenceOf,
  type Sample,
  times,
  together,
  tQuantile,
} from '../../src/campaigns/effect/rules/statistics.ts'
import { fewestBuyers, fewestPeople, type Side, verdictOn } from '../../src/campaigns/effect/rules/verdict.ts'
import { armOf } from '../../src/campaigns/rules/arms.ts'

const sampleOf = (counts: readonly number[]): Sample => ({
  n: counts.length,
  sum: counts.reduce((sum, it) => sum + it, 0),
  squares: counts.reduce((sum, it) => sum + it * it, 0),
})

const sideOf = (counts: readonly number[]): Side => ({
  orders: sampleOf(counts),
  money: sampleOf(counts.map((it) => it * 1_250)),
  buyers: counts.filter((it) => it > 0).length,
})

/** Even numbers from 0 to 1, the same for the same seed. */
function randomBy(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** How many events there are when `mean` are to be expected. */
function eventsBy(random: () => number, mean: number): number {
  let count = -1
  for (let left = 1, least = Math.exp(-mean); left > least; left *= random()) count += 1
  return count
}

describe('of statistics', () => {
  test.each([
    [5, 2.5706],
    [10, 2.2281],
    [30, 2.0423],
    [100, 1.984],
    [1_000, 1.9623],
    [1e9, 1.95996],
  ])('the quantile with %i degrees of freedom is that of the tables', (freedom, known) => {
    expect(tQuantile(freedom)).toBeCloseTo(known, 3)
  })

  test("a difference has Welch's interval", () => {
    // Means 3 and 8, variances 2.5 and 56/3, so 8.037 degrees of freedom and an error of 1.7795.
    const found = differenceOf(sampleOf([1, 2, 3, 4, 5]), sampleOf([2, 4, 6, 8, 10, 12, 14]))
    expect(found?.value).toBeCloseTo(-5, 9)
    expect(found?.low).toBeCloseTo(-9.1007, 3)
    expect(found?.high).toBeCloseTo(-0.8993, 3)
  })

  test('a sample may be counted in pieces', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 2, maxLength: 40 })
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const [whole, pieces] = [sampleOf([...a, ...b]), together(sampleOf(a), sampleOf(b))]
        expect(pieces).toEqual(whole)
        const average = averageOf(whole)
        expect(average?.low).toBeLessThanOrEqual(average?.value ?? Number.NaN)
        expect(average?.high).toBeGreaterThanOrEqual(average?.value ?? Number.NaN)
      }),
    )
  })

  test('the other way round it is the same difference, below zero', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 30 }).map(sampleOf)
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const [there, back] = [differenceOf(a, b), differenceOf(b, a)]
        expect(there).toBeDefined()
        if (!there || !back) return
        expect(times(back, -1).value).toBeCloseTo(there.value, 9)
        expect(-back.high).toBeCloseTo(there.low, 9)
      }),
    )
  })

  test('of one person, or of nobody, nothing is said', () => {
    expect(differenceOf(sampleOf([3]), sampleOf([1, 2]))).toBeUndefined()
    expect(averageOf(sampleOf([]))).toBeUndefined()
  })
})

describe('a verdict', () => {
  const many = (n: number, each: number) => sideOf(Array.from({ length: n }, (_, nth) => (nth % 10 < each ? 1 : 0)))

  test('is told for all who were meant, whole, with its interval', () => {
    const found = verdictOn('orders', many(1_000, 3), many(200, 1))
    expect(found).toMatchObject({ kind: 'more', difference: { value: 200 } })
    if (!('difference' in found)) return
    expect(found.difference.low).toBe(149)
    expect(found.difference.high).toBe(251)
    expect(verdictOn('orders', many(200, 1), many(1_000, 3))).toMatchObject({
      kind: 'less',
      difference: { value: -40 },
    })
  })

  test('says that nothing can be told from chance', () => {
    expect(verdictOn('orders', many(500, 2), many(500, 2))).toMatchObject({ kind: 'chance', difference: { value: 0 } })
  })

  test('says so where there is nobody to compare with, or too few', () => {
    expect(verdictOn('orders', many(1_000, 3), many(0, 3))).toEqual({ kind: 'none' })
    expect(verdictOn('orders', many(1_000, 9), many(fewestPeople - 1, 9))).toEqual({ kind: 'small' })
    const rare = sideOf(Array.from({ length: 1_000 }, (_, nth) => (nth < fewestBuyers - 1 ? 1 : 0)))
    expect(verdictOn('orders', rare, rare)).toEqual({ kind: 'small' })
  })
})

describe('in the long run', () => {
  const runs = 1_000
  const customers = Array.from({ length: 500 }, (_, nth) => `customer-${nth}`)

  /** What each buys: most nothing, some now and then, a few all the time. */
  function habits(random: () => number): number[] {
    return customers.map(() => eventsBy(random, 0.15 + 1.2 * random() ** 6))
  }

  test('of campaigns that bring nothing about 5 of 100 seem to bring something', () => {
    const bought = habits(randomBy(7))
    let found = 0
    for (let campaign = 1; campaign <= runs; campaign += 1) {
      const held = customers.map((id) => armOf(campaign, id, { holdout: 20, split: 0 }) === 'holdout')
      const side = (isHeld: boolean) => sideOf(bought.filter((_, nth) => held[nth] === isHeld))
      const { kind } = verdictOn('orders', side(false), side(true))
      expect(kind).not.toBe('small')
      if (kind !== 'chance') found += 1
    }
    // Three times the spread of so many runs on both sides of 50.
    expect(found).toBeGreaterThan(29)
    expect(found).toBeLessThan(71)
  })

  test.each([
    ['orders', 0.05],
    ['orders', 0.4],
    ['money', 0.2],
  ] as const)('the interval of %s has the truth in it about 95 times of 100, where each buys %f more', (what, more) => {
    const random = randomBy(11)
    let covered = 0
    for (let run = 0; run < runs; run += 1) {
      const bought = habits(random)
      const [others, mine] = [bought.slice(0, 120), bought.slice(120)]
      const one = sideOf(mine.map((count) => count + eventsBy(random, more)))
      const found = verdictOn(what, one, sideOf(others))
      if (!('difference' in found)) throw new Error(found.kind)
      const truth = more * mine.length * (what === 'money' ? 1_250 : 1)
      if (found.difference.low <= truth && truth <= found.difference.high) covered += 1
    }
    expect(covered).toBeGreaterThan(925)
    expect(covered).toBeLessThan(975)
  })

  test('at the fewest that are compared it still has, about', () => {
    const random = randomBy(13)
    let [covered, told] = [0, 0]
    for (let run = 0; run < runs; run += 1) {
      const side = (n: number) => sideOf(Array.from({ length: n }, () => eventsBy(random, 0.11)))
      const found = verdictOn('orders', side(2_000), side(100))
      if (!('difference' in found)) continue
      told += 1
      if (found.difference.low <= 0 && found.difference.high >= 0) covered += 1
    }
    expect(told).toBeGreaterThan(300)
    expect(covered / told).toBeGreaterThan(0.9)
  })
})
