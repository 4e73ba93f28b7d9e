import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, test } from 'vitest'
import { cellMs, cellsOf, freeSlots, isSlot, placeIn, type SlotRules } from '../../src/callbacks/rules/slots.ts'
import type { Hours, Span } from '../../src/hours/rules.ts'

const minute = 60_000
const zones = [
  'Europe/Berlin',
  'America/New_York',
  'America/St_Johns',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Asia/Shanghai',
  'Africa/Cairo',
  'Pacific/Apia',
  'UTC',
]
/** Around the changes of clocks in spring and autumn in many of those, and some other days. */
const moments = [
  '2026-03-08T06:00Z',
  '2026-03-28T20:00Z',
  '2026-04-04T10:00Z',
  '2026-04-23T10:00Z',
  '2026-10-03T10:00Z',
  '2026-10-24T20:00Z',
  '2026-10-29T12:00Z',
  '2026-11-01T04:00Z',
  '2026-12-23T12:34Z',
].map((it) => Date.parse(it))

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
const spans = fc
  .uniqueArray(fc.integer({ min: 0, max: 288 }), { minLength: 0, maxLength: 4 })
  .map((edges) => [...edges].sort((a, b) => a - b))
  .map((edges): Span[] => {
    const found: Span[] = []
    for (let nth = 0; nth + 1 < edges.length; nth += 2)
      found.push({ from: clock((edges[nth] ?? 0) * 5), to: clock((edges[nth + 1] ?? 0) * 5) })
    return found
  })
const hours: fc.Arbitrary<Hours> = fc.record({
  timeZone: fc.constantFrom(...zones),
  week: fc.option(fc.record({ 1: spans, 2: spans, 3: spans, 4: spans, 5: spans, 6: spans, 7: spans }), { nil: null }),
  holidays: fc.array(
    fc
      .record({ from: fc.constantFrom('2026-03-29', '2026-10-25', '2026-12-24'), open: spans })
      .map(({ from, open }) => ({
        from,
        to: from,
        open,
      })),
    { maxLength: 2 },
  ),
})
const rulesOf: fc.Arbitrary<SlotRules> = fc.record({
  hours,
  length: fc.constantFrom(5, 10, 15, 20, 45, 60, 240).map((it) => it * minute),
  capacity: fc.integer({ min: 1, max: 3 }),
  ahead: fc.integer({ min: 1, max: 5 }),
  notice: fc.constantFrom(1, 30, 600).map((it) => it * minute),
})
const nowOf = fc
  .tuple(fc.constantFrom(...moments), fc.integer({ min: 0, max: 1_440 }))
  .map(([at, more]) => new Date(at + more * minute + 7_000))

/** Whether the clock on the wall shows a time of a span, told minute by minute without a look at the rules. */
function isOpenAt(at: number, { timeZone, week, holidays }: Hours): boolean {
  const wall = DateTime.fromMillis(at, { zone: timeZone })
  const day = wall.toISODate() ?? ''
  const holiday = holidays.findLast(({ from, to }) => from <= day && day <= to)
  const list = holiday ? holiday.open : week === null ? [{ from: '00:00', to: '24:00' }] : week[wall.weekday as 1]
  const shown = wall.toFormat('HH:mm')
  return list.some(({ from, to }) => from <= shown && shown < to)
}

describe('free times for calls', () => {
  test('are open from the first minute to the last, in time, and never overlap', () => {
    fc.assert(
      fc.property(rulesOf, nowOf, (rules, now) => {
        const found = freeSlots(now, rules, new Map())
        let end = 0
        for (const at of found) {
          expect(at.getTime()).toBeGreaterThanOrEqual(end)
          end = at.getTime() + rules.length
          expect(at.getTime()).toBeGreaterThanOrEqual(now.getTime() + rules.notice)
          expect(at.getTime()).toBeLessThan(now.getTime() + rules.ahead * 86_400_000)
          expect(at.getTime() % cellMs).toBe(0)
          for (let time = at.getTime(); time < end; time += 5 * minute) expect(isOpenAt(time, rules.hours)).toBe(true)
          expect(isSlot(at, now, rules)).toBe(true)
        }
      }),
      { numRuns: 150 },
    )
  })

  test('are the same whenever one asks', () => {
    fc.assert(
      fc.property(rulesOf, nowOf, fc.integer({ min: 1, max: 1_440 }), (rules, now, minutes) => {
        const later = new Date(now.getTime() + minutes * minute)
        const end = now.getTime() + rules.ahead * 86_400_000
        const first = freeSlots(now, rules, new Map()).filter((at) => at.getTime() >= later.getTime() + rules.notice)
        const second = freeSlots(later, rules, new Map()).filter((at) => at.getTime() < end)
        expect(second).toEqual(first)
      }),
      { numRuns: 100 },
    )
  })

  test('leave no room for one more before the shop closes or the day ends', () => {
    fc.assert(
      fc.property(rulesOf, nowOf, (rules, now) => {
        const found = new Set(freeSlots(now, rules, new Map()).map((at) => at.getTime()))
        const { from, to } = { from: now.getTime() + rules.notice, to: now.getTime() + rules.ahead * 86_400_000 }
        for (const at of found) {
          const next = at + rules.length
          if (next < from || next >= to || found.has(next)) continue
          const lasts = Array.from({ length: rules.length / (5 * minute) }, (_, nth) => next + nth * 5 * minute)
          const zone = { zone: rules.hours.timeZone }
          const sameDay =
            DateTime.fromMillis(at, zone).hasSame(DateTime.fromMillis(next + rules.length - 1, zone), 'day') &&
            DateTime.fromMillis(at, zone).offset === DateTime.fromMillis(next + rules.length - 1, zone).offset
          expect(sameDay && lasts.every((time) => isOpenAt(time, rules.hours))).toBe(false)
        }
      }),
      { numRuns: 100 },
    )
  })

  test('are given away as often as there is somebody to call, and not once more', () => {
    fc.assert(
      fc.property(rulesOf, nowOf, fc.array(fc.nat(200), { minLength: 1, maxLength: 60 }), (rules, now, wishes) => {
        const taken = new Map<number, Set<number>>()
        const calls: { at: number; nth: number }[] = []
        for (const wish of wishes) {
          const free = freeSlots(now, rules, taken)
          const at = free[wish % Math.max(1, free.length)]
          if (!at) break
          const nth = placeIn(at, rules, taken)
          expect(nth).toBeLessThan(rules.capacity)
          if (nth === undefined) continue
          calls.push({ at: at.getTime(), nth })
          for (const cell of cellsOf(at, rules.length)) taken.set(cell, (taken.get(cell) ?? new Set()).add(nth))
        }
        for (const { at } of calls)
          expect(calls.filter((it) => it.at <= at && at < it.at + rules.length).length).toBeLessThanOrEqual(
            rules.capacity,
          )
      }),
      { numRuns: 60 },
    )
  })
})

const berlin = (week: Hours['week'], holidays: Hours['holidays'] = []): Hours => ({
  timeZone: 'Europe/Berlin',
  week,
  holidays,
})
const daily = (...open: Span[]): Hours['week'] => ({ 1: open, 2: open, 3: open, 4: open, 5: open, 6: open, 7: open })
const base: SlotRules = { hours: berlin(null), length: 60 * minute, capacity: 1, ahead: 1, notice: minute }
const shown = (now: string, rules: Partial<SlotRules>) =>
  freeSlots(new Date(now), { ...base, ...rules }, new Map()).map((at) => at.toISOString().slice(5, 16))

describe('free times in a table', () => {
  test.each<[string, string, Partial<SlotRules>, string[]]>([
    [
      'a split shift',
      '2026-06-01T00:00Z',
      { hours: berlin(daily({ from: '09:00', to: '11:00' }, { from: '13:30', to: '15:00' })) },
      ['06-01T07:00', '06-01T08:00', '06-01T11:30'],
    ],
    [
      'spans that adjoin are one',
      '2026-06-01T00:00Z',
      { hours: berlin(daily({ from: '09:00', to: '09:30' }, { from: '09:30', to: '10:00' })) },
      ['06-01T07:00'],
    ],
    [
      'the hour that spring leaves out',
      '2026-03-28T23:30Z',
      { hours: berlin(daily({ from: '01:00', to: '04:00' })) },
      ['03-29T00:00', '03-29T01:00', '03-29T23:00'],
    ],
    [
      'the hour that autumn has twice',
      '2026-10-24T22:30Z',
      { hours: berlin(daily({ from: '01:00', to: '04:00' })) },
      ['10-24T23:00', '10-25T00:00', '10-25T01:00', '10-25T02:00'],
    ],
    [
      'a day off and one with hours of its own',
      '2026-12-24T00:00Z',
      {
        ahead: 2,
        hours: berlin(daily({ from: '09:00', to: '18:00' }), [
          { from: '2026-12-24', to: '2026-12-24', open: [] },
          { from: '2026-12-25', to: '2026-12-25', open: [{ from: '10:00', to: '11:00' }] },
        ]),
      },
      ['12-25T09:00'],
    ],
    [
      'an opening between the fives of the clock',
      '2026-06-01T00:00Z',
      { hours: berlin(daily({ from: '09:03', to: '10:10' })) },
      ['06-01T07:05'],
    ],
    ['too short to call anybody', '2026-06-01T00:00Z', { hours: berlin(daily({ from: '09:00', to: '09:55' })) }, []],
    ['never open', '2026-06-01T00:00Z', { hours: berlin(daily()) }, []],
  ])('%s', (_name, now, rules, expected) => {
    expect(shown(now, rules)).toEqual(expected)
  })

  test('longer calls of an earlier program are kept clear of', () => {
    const at = new Date('2026-06-01T07:00Z')
    const taken = new Map(cellsOf(at, 20 * minute).map((cell) => [cell, new Set([0])]))
    const rules = { ...base, length: 15 * minute }
    expect(placeIn(new Date('2026-06-01T07:15Z'), rules, taken)).toBeUndefined()
    expect(placeIn(new Date('2026-06-01T07:30Z'), rules, taken)).toBe(0)
  })
})
