import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_MINOR } from '../../src/points/money.ts'
import { MAX_POINTS, type Purchase, pointsFor, rulesAt, validity } from '../../src/points/rules.ts'
import { defaultEarning, defaultProgram, type EarningRules, type Program } from '../../src/program/program.ts'

const noon = new Date('2026-03-04T11:00:00Z')

function program(rules: Partial<EarningRules>, rest: Partial<Program> = {}): Program {
  return { ...defaultProgram, timeZone: 'Europe/Berlin', earning: [{ ...defaultEarning, ...rules }], ...rest }
}

function earned(
  purchase: Partial<Purchase>,
  rules: Partial<EarningRules> = {},
  rest: Partial<Program> = {},
): number | string {
  const result = pointsFor({ amount: 1000, currency: 'EUR', at: noon, ...purchase }, program(rules, rest))
  return 'refused' in result ? result.refused : result.points
}

describe('points by amount', () => {
  test.each([
    [2590, '1', 'down', 25],
    [2590, '1', 'nearest', 26],
    [2550, '1', 'nearest', 26],
    [2549, '1', 'nearest', 25],
    [2501, '1', 'up', 26],
    [2500, '1', 'up', 25],
    [100, '0.1', 'down', 0],
    [1000, '0.1', 'down', 1],
    [290, '10', 'down', 29], // 2.9 * 10 is 28.999… in floating point
    [114, '100', 'down', 114], // 1.14 * 100 is 113.999…
    [110, '1.1', 'up', 2], // 1.21
    [100, '0.000001', 'up', 1],
    [2590, '0', 'up', 0],
    [0, '1', 'up', 0],
  ] as const)('%d cents at %s a euro, rounded %s, earn %d', (amount, perUnit, rounding, points) => {
    expect(earned({ amount }, { perUnit, rounding })).toBe(points)
  })

  test('follow the decimals of the currency', () => {
    expect(earned({ amount: 1500, currency: 'JPY' }, { perUnit: '0.01' }, { currency: 'JPY' })).toBe(15)
    expect(earned({ amount: 1500, currency: 'KWD' }, { perUnit: '10' }, { currency: 'KWD' })).toBe(15)
  })

  test('start at the minimum', () => {
    expect(earned({ amount: 499 }, { minimum: 500 })).toBe(0)
    expect(earned({ amount: 500 }, { minimum: 500 })).toBe(5)
    const days = [{ weekdays: null, from: '2026-01-01', to: null, times: '1', extra: 10 }]
    expect(earned({ amount: 499 }, { minimum: 500, days })).toBe(0)
    expect(earned({ amount: 0 }, { days })).toBe(0)
  })

  test('are exact for the largest amount and the longest rate', () => {
    expect(earned({ amount: MAX_MINOR }, { perUnit: '0.000987', rounding: 'down' })).toBe(986_999_999)
    expect(earned({ amount: MAX_MINOR }, { perUnit: '0.000987', rounding: 'up' })).toBe(987_000_000)
    // 999009000.99999999: a rounding of the seventeenth digit would make it 999009001.
    expect(earned({ amount: 99_901_000_001 }, { perUnit: '0.999999', rounding: 'down' })).toBe(999_009_000)
    expect(earned({ amount: MAX_MINOR }, { perUnit: '1' })).toBe('out-of-bounds')
  })

  test('are those of whole-number arithmetic, whatever the amount, rate and rounding', () => {
    const rounding = fc.constantFrom('down', 'nearest', 'up')
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000_000 }),
        fc.integer({ min: 0, max: 99_000_000 }),
        rounding,
        (amount, millionths, mode) => {
          const perUnit = `${Math.floor(millionths / 1e6)}.${String(millionths % 1e6).padStart(6, '0')}`
          const [top, bottom] = [BigInt(amount) * BigInt(millionths), 100_000_000n]
          const add = { down: 0n, nearest: bottom / 2n, up: bottom - 1n }[mode]
          expect(earned({ amount }, { perUnit, rounding: mode })).toBe(Number((top + add) / bottom))
        },
      ),
    )
  })
})

describe('what is refused', () => {
  test.each([
    [{ currency: 'USD' }, 'other-currency'],
    [{ amount: -1 }, 'out-of-bounds'],
    [{ amount: 0.5 }, 'out-of-bounds'],
    [{ amount: Number.NaN }, 'out-of-bounds'],
    [{ amount: MAX_MINOR + 1 }, 'out-of-bounds'],
    [{ at: new Date(Number.NaN) }, 'out-of-bounds'],
    [{ items: [{ sku: 'A', quantity: Number.NaN, amount: 1 }] }, 'out-of-bounds'],
    [{ items: [{ sku: 'A', quantity: -1, amount: 1 }] }, 'out-of-bounds'],
    [{ items: [{ sku: 'A', quantity: 1, amount: 0.1 }] }, 'out-of-bounds'],
  ])('%j is %s', (purchase, refused) => {
    expect(earned(purchase)).toBe(refused)
  })
})

describe('bonus by item', () => {
  const items = [
    { sku: 'BEANS', times: '3', extra: 0 },
    { prefix: 'CAKE-BIG', times: '1', extra: 7 },
    { prefix: 'CAKE-', times: '2', extra: 0 },
    { prefix: 'GIFT', times: '0', extra: 0 },
  ]
  const line = (sku: string, amount: number, quantity = 1) => ({ sku, amount, quantity })

  test.each([
    ['triples its own line only', 1000, [line('BEANS', 400)], 6 + 12],
    ['goes by the exact sku', 1000, [line('BEANS-2', 400)], 10],
    ['goes by prefix', 1000, [line('CAKE-1', 400)], 6 + 8],
    ['goes by the longest prefix, and each piece counts', 1000, [line('CAKE-BIG-1', 400, 2)], 10 + 14],
    ['counts whole pieces', 1000, [line('CAKE-BIG-1', 400, 1.9)], 10 + 7],
    ['can be nothing', 1000, [line('GIFT-50', 1000)], 0],
    ['is no bonus for a line that was free', 1000, [line('CAKE-BIG-1', 0, 5)], 10],
    ['shrinks with a reduction of the whole receipt', 500, [line('BEANS', 1000)], 15],
    ['shrinks with a reduction that is a line', 500, [line('BEANS', 1000), line('LESS', -500)], 15],
    ['keeps nothing nothing under a reduction', 500, [line('GIFT-50', 1000)], 0],
  ])('%s', (_, amount, lines, points) => {
    expect(earned({ amount, items: lines }, { items })).toBe(points)
  })

  test('rounds once, not line by line', () => {
    const lines = Array.from({ length: 10 }, () => line('CAKE-1', 15))
    expect(earned({ amount: 150, items: lines }, { items })).toBe(3)
  })

  test('never brings points below zero', () => {
    const lines = fc.array(
      fc.record({
        sku: fc.constantFrom('BEANS', 'CAKE-1', 'CAKE-BIG', 'GIFT', 'OTHER'),
        amount: fc.integer({ min: -5_000, max: 5_000 }),
        quantity: fc.integer({ min: 0, max: 9 }),
      }),
    )
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20_000 }), lines, (amount, bought) => {
        const points = earned({ amount, items: bought }, { items: items.map((bonus) => ({ ...bonus, extra: 0 })) })
        expect(points).toBeGreaterThanOrEqual(0)
        expect(points).toBeLessThanOrEqual((amount / 100) * 3)
      }),
    )
  })
})

describe('bonus by day', () => {
  const monday = { weekdays: [1], from: null, to: null, times: '2', extra: 0 }
  const advent = { weekdays: null, from: '2026-12-01', to: '2026-12-24', times: '1.5', extra: 10 }

  test.each([
    ['2026-03-01T22:59:59.999Z', 10], // Sunday, a millisecond before midnight in Berlin
    ['2026-03-01T23:00:00Z', 20], // Monday there, Sunday in UTC
    ['2026-03-02T22:59:59.999Z', 20],
    ['2026-03-02T23:00:00Z', 10],
    ['2026-11-30T22:59:59Z', 20],
    ['2026-11-30T23:00:00Z', 25],
    ['2026-12-24T22:59:59Z', 25],
    ['2026-12-24T23:00:00Z', 10],
    ['2026-12-07T12:00:00Z', 30], // a Monday in Advent: the higher factor, and the extra
  ])('a purchase at %s earns %d', (at, points) => {
    expect(earned({ at: new Date(at) }, { days: [monday, advent] })).toBe(points)
  })

  test('multiplies what items bring', () => {
    const items = [{ sku: 'A', times: '3', extra: 1 }]
    const at = new Date('2026-03-02T12:00:00Z')
    expect(earned({ at, items: [{ sku: 'A', amount: 1000, quantity: 1 }] }, { items, days: [monday] })).toBe(61)
  })
})

describe('the version in force', () => {
  const dated = program(
    {},
    {
      earning: [
        { ...defaultEarning, from: '2026-01-01' },
        { ...defaultEarning, from: '2026-07-01', perUnit: '2', hold: { count: 14, unit: 'days' } },
      ],
    },
  )

  test.each([
    ['2025-12-31T22:59:59Z', 0],
    ['2025-12-31T23:00:00Z', 10],
    ['2026-06-30T21:59:59.999Z', 10],
    ['2026-06-30T22:00:00Z', 20],
    ['2030-01-01T00:00:00Z', 20],
  ])('at %s gives %d', (at, points) => {
    expect(pointsFor({ amount: 1000, currency: 'EUR', at: new Date(at) }, dated)).toMatchObject({ points })
  })

  test('a version added for later changes nothing before it', () => {
    const more = { ...dated, earning: [...dated.earning, { ...defaultEarning, from: '2027-01-01', perUnit: '9' }] }
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2020-01-01'), max: new Date('2026-12-31T22:59:59Z'), noInvalidDate: true }),
        (at) => {
          expect(rulesAt(at, more)).toEqual(rulesAt(at, dated))
          expect(validity(at, more)).toEqual(validity(at, dated))
        },
      ),
    )
  })

  test('before the program began, validity is that of the first version', () => {
    expect(rulesAt(new Date('2025-01-01T12:00:00Z'), dated)).toBeUndefined()
    expect(validity(new Date('2025-01-01T12:00:00Z'), dated).expiresAt).toEqual(new Date('2027-01-01T22:59:59.999Z'))
  })
})

describe('when points count', () => {
  const month = { count: 1, unit: 'months' } as const

  test.each([
    ['2026-01-31T11:00:00Z', month, '2026-02-28T22:59:59.999Z'], // the last day of a shorter month
    ['2028-01-31T11:00:00Z', month, '2028-02-29T22:59:59.999Z'],
    ['2026-03-31T10:00:00Z', month, '2026-04-30T21:59:59.999Z'], // summer time by then
    ['2024-02-29T11:00:00Z', { count: 24, unit: 'months' }, '2026-02-28T22:59:59.999Z'],
    ['2026-03-28T11:00:00Z', { count: 1, unit: 'days' }, '2026-03-29T21:59:59.999Z'], // a day of 23 hours
    ['2026-10-24T10:00:00Z', { count: 1, unit: 'days' }, '2026-10-25T22:59:59.999Z'], // a day of 25 hours
    ['2026-01-31T23:30:00Z', month, '2026-03-01T22:59:59.999Z'], // already 1 February in Berlin
  ] as const)('bought at %s with %j they expire at %s', (at, expiry, expected) => {
    const { expiresAt } = validity(new Date(at), program({ expiry }))
    expect(expiresAt).toEqual(new Date(expected))
  })

  test.each([
    ['2026-03-15T09:00:00Z', { count: 14, unit: 'days' }, '2026-03-29T08:00:00Z'], // ten in Berlin, both days
    ['2026-03-28T01:30:00Z', { count: 1, unit: 'days' }, '2026-03-29T01:30:00Z'], // half past two does not exist: half past three
    ['2026-01-31T11:00:00Z', month, '2026-02-28T11:00:00Z'],
    ['2026-01-31T11:00:00Z', { count: 2, unit: 'weeks' }, '2026-02-14T11:00:00Z'],
    ['2026-01-31T11:00:00Z', { count: 1, unit: 'years' }, '2027-01-31T11:00:00Z'],
  ] as const)('bought at %s and held for %j they are usable at %s', (at, hold, usableAt) => {
    expect(validity(new Date(at), program({ hold })).usableAt).toEqual(new Date(usableAt))
  })

  test('without hold at once, without expiry for ever', () => {
    expect(validity(noon, program({ hold: null, expiry: null }))).toEqual({ usableAt: noon, expiresAt: null })
  })

  test('where midnight is skipped by the clocks the day still ends', () => {
    const cuba = program({ expiry: { count: 1, unit: 'days' } }, { timeZone: 'America/Havana' })
    const { expiresAt } = validity(new Date('2026-03-06T17:00:00Z'), cuba)
    expect(expiresAt).toEqual(new Date('2026-03-08T04:59:59.999Z'))
  })

  test('where midnight comes twice the day ends before the first', () => {
    const cuba = program({ expiry: { count: 1, unit: 'days' } }, { timeZone: 'America/Havana' })
    const { expiresAt } = validity(new Date('2026-10-30T16:00:00Z'), cuba)
    expect(expiresAt).toEqual(new Date('2026-11-01T03:59:59.999Z'))
    for (const at of ['2026-11-01T04:30:00Z', '2026-11-01T05:30:00Z']) {
      expect(validity(new Date(at), cuba).expiresAt).toEqual(new Date('2026-11-03T04:59:59.999Z'))
    }
  })

  test('years far away stay dates', () => {
    for (const at of ['0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z']) {
      const result = pointsFor(
        { amount: 100, currency: 'EUR', at: new Date(at) },
        program({ expiry: { count: 100, unit: 'years' } }),
      )
      expect(result).toMatchObject({ points: 1, expiresAt: expect.any(Date) })
    }
  })
})

test('bounds are those of the ledger', () => {
  expect(earned({ amount: MAX_POINTS * 100 })).toBe(MAX_POINTS)
  expect(earned({ amount: MAX_POINTS * 100 + 100 })).toBe('out-of-bounds')
})
