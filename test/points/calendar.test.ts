import fc from 'fast-check'
import { DateTime } from 'luxon'
import { expect, test } from 'vitest'
import { dayAfter, dayOf, later } from '../../src/points/calendar.ts'
import type { Duration } from '../../src/program/duration.ts'

const zones = fc.constantFrom(
  'UTC',
  'Europe/Berlin',
  'Asia/Shanghai',
  'America/New_York',
  'America/Havana',
  'Asia/Beirut',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Asia/Kathmandu',
  'America/Sao_Paulo',
)
const instants = fc.date({ min: new Date('2005-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
const durations: fc.Arbitrary<Duration> = fc.record({
  count: fc.integer({ min: 1, max: 40 }),
  unit: fc.constantFrom('days', 'weeks', 'months', 'years'),
})

/** Instants around the changes of the clocks, where a wrong answer would hide. */
const changes = [
  '2026-03-29T01:00:00Z',
  '2026-10-25T01:00:00Z', // Berlin
  '2026-03-08T05:00:00Z',
  '2026-11-01T05:00:00Z', // Havana, at midnight
  '2026-03-28T22:00:00Z',
  '2026-10-24T21:00:00Z', // Beirut, at midnight
  '2026-04-04T15:00:00Z',
  '2026-10-03T15:30:00Z', // Lord Howe, by half an hour
  '2011-12-30T10:00:00Z', // Apia, which left out a day
  '2018-11-04T03:00:00Z',
  '2018-02-18T02:00:00Z', // São Paulo, at midnight
]
const nearChange = fc
  .tuple(fc.constantFrom(...changes), fc.integer({ min: -30 * 3600, max: 30 * 3600 }))
  .map(([change, seconds]) => new Date(Date.parse(change) + seconds * 1000))
const times = fc.oneof(instants, nearChange)

test('a day holds its instants, and its bounds are where the date changes', () => {
  fc.assert(
    fc.property(times, zones, (at, zone) => {
      const day = dayOf(at, zone)
      const name = (time: number) => DateTime.fromMillis(time, { zone }).toISODate()
      expect(day.start).toBeLessThanOrEqual(at.getTime())
      expect(day.end).toBeGreaterThanOrEqual(at.getTime())
      expect([name(day.start), name(at.getTime()), name(day.end)]).toEqual([day.name, day.name, day.name])
      expect([name(day.start - 1), name(day.end + 1)]).not.toContain(day.name)
      expect(day.weekday).toBe(DateTime.fromJSDate(at, { zone }).weekday)
    }),
    { numRuns: 300 },
  )
})

test('later is the same time of day, by any calendar', () => {
  fc.assert(
    fc.property(times, zones, durations, (at, zone, duration) => {
      const plain = DateTime.fromJSDate(at, { zone }).plus({ [duration.unit]: duration.count })
      expect(later(at, duration, zone)).toEqual(plain.toJSDate())
    }),
    { numRuns: 300 },
  )
})

test.each([
  ['2026-01-31', { count: 1, unit: 'months' }, '2026-02-28'],
  ['2028-01-31', { count: 1, unit: 'months' }, '2028-02-29'],
  ['2024-02-29', { count: 1, unit: 'years' }, '2025-02-28'],
  ['2026-08-31', { count: 6, unit: 'months' }, '2027-02-28'],
  ['2026-12-25', { count: 2, unit: 'weeks' }, '2027-01-08'],
] as const)('%s and %j is %s', (name, duration, expected) => {
  const day = dayOf(new Date(`${name}T12:00:00Z`), 'UTC')
  expect(dayAfter(day, duration, 'UTC').name).toBe(expected)
})

test('what is remembered is the same as what is worked out, however much is asked for', () => {
  const first = dayOf(new Date('2026-01-31T12:00:00Z'), 'Asia/Shanghai')
  for (let day = 0; day < 6_000; day++) dayOf(new Date(day * 86_400_000), 'UTC')
  expect(dayOf(new Date('2026-01-31T12:00:00Z'), 'Asia/Shanghai')).toEqual(first)
})
