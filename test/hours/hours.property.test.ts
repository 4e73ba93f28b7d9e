import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addOpen, type Hours, isOpen, nextOpening, openBetween, type Span } from '../../src/hours/rules.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

/** Days on which clocks change, and some on which they do not. */
const places = [
  ['Europe/Berlin', '2026-03-29', '2026-10-25', '2026-06-17'],
  ['America/New_York', '2026-03-08', '2026-11-01'],
  ['America/Sao_Paulo', '2018-02-18', '2018-11-04', '2026-01-01'],
  ['Australia/Lord_Howe', '2026-04-05', '2026-10-04'],
  ['America/St_Johns', '2010-03-14', '2010-11-07'],
  ['Pacific/Apia', '2011-12-30'],
  ['Africa/Casablanca', '2026-02-15', '2026-03-22'],
  ['Asia/Kathmandu', '2026-03-29', '2026-12-31'],
] as const

const time = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`

/** Up to three spans that rise and do not overlap; some adjoin, some reach midnight. */
const spans: fc.Arbitrary<Span[]> = fc
  .uniqueArray(fc.oneof(fc.constantFrom(0, 60, 120, 150, 180, 1440), fc.nat(1440)), { maxLength: 6 })
  .chain((edges) => fc.boolean().map((adjoin) => ({ adjoin, edges: edges.sort((a, b) => a - b) })))
  .map(({ edges, adjoin }) =>
    edges.flatMap((from, index) => {
      const to = edges[index + 1]
      return to === undefined || (!adjoin && index % 2 === 1) ? [] : [{ from: time(from), to: time(to) }]
    }),
  )

const week = fc
  .tuple(spans, spans, spans, spans, spans, spans, spans)
  .map(([a, b, c, d, e, f, g]) => ({ 1: a, 2: b, 3: c, 4: d, 5: e, 6: f, 7: g }))

type Case = { hours: Hours; around: number }

/** Hours in some zone, and an instant near a change of its clocks. */
const cases: fc.Arbitrary<Case> = fc.constantFrom(...places).chain(([timeZone, ...days]) =>
  fc.constantFrom(...days).chain((day) => {
    const dayOf = (offset: number) => new Date(Date.parse(day) + offset * DAY).toISOString().slice(0, 10)
    const holiday = fc
      .tuple(fc.integer({ min: -4, max: 4 }), fc.nat(2), spans)
      .map(([start, length, open]) => ({ from: dayOf(start), to: dayOf(start + length), open }))
    return fc.record({
      hours: fc.record({
        timeZone: fc.constant(timeZone),
        week: fc.option(week, { freq: 8 }),
        holidays: fc.array(holiday, { maxLength: 2 }),
      }),
      around: fc.integer({ min: -2 * 24 * 60, max: 2 * 24 * 60 }).map((minutes) => Date.parse(day) + minutes * MINUTE),
    })
  }),
)

/** What the clock on the wall shows, as the platform's own calendar tells it. */
const walls = new Map<string, Intl.DateTimeFormat>()
function wall(at: number, timeZone: string): { day: string; time: string; weekday: number } {
  const format =
    walls.get(timeZone) ??
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short', hourCycle: 'h23' })
  walls.set(timeZone, format)
  const [day = '', time = ''] = format.format(at).split(' ')
  return { day, time, weekday: new Date(`${day}T00:00Z`).getUTCDay() || 7 }
}

/** Whether it is open in the minute that begins then, looked up as a person would. */
function naive(at: number, { timeZone, week, holidays }: Hours): boolean {
  const { day, time, weekday } = wall(at, timeZone)
  const special = holidays.findLast(({ from, to }) => from <= day && day <= to)
  if (special === undefined && week === null) return true
  const open = special?.open ?? week?.[weekday as 1] ?? []
  return open.some(({ from, to }) => from <= time && time < to)
}

describe('whatever the hours and wherever the clocks change', () => {
  test('minute by minute it is open as a person with a clock and a calendar would say', () => {
    fc.assert(
      fc.property(cases, fc.integer({ min: 1, max: 900 }), ({ hours, around }, minutes) => {
        let sum = 0
        let first: number | undefined
        for (let at = around; at < around + minutes * MINUTE; at += MINUTE) {
          const open = naive(at, hours)
          expect(isOpen(new Date(at), hours)).toBe(open)
          if (open) {
            sum += MINUTE
            first ??= at
          }
        }
        expect(openBetween(new Date(around), new Date(around + minutes * MINUTE), hours)).toBe(sum)
        if (first !== undefined) expect(nextOpening(new Date(around), hours)).toEqual(new Date(first))
      }),
      { numRuns: 150 },
    )
  })

  test('as many open milliseconds pass as are added, and no fewer would do', () => {
    fc.assert(
      fc.property(cases, fc.nat(59_999), fc.integer({ min: 1, max: 5 * DAY }), ({ hours, around }, part, ms) => {
        const from = new Date(around + part)
        const to = addOpen(from, ms, hours)
        if (to === undefined) {
          expect(openBetween(from, new Date(from.getTime() + 731 * DAY), hours)).toBeLessThan(ms)
          return
        }
        expect(openBetween(from, to, hours)).toBe(ms)
        expect(openBetween(from, new Date(to.getTime() - 1), hours)).toBe(ms - 1)
      }),
      { numRuns: 300 },
    )
  })

  test('what is open adds up, at any instant in between, and never shrinks', () => {
    fc.assert(
      fc.property(cases, fc.nat(10 * DAY), fc.nat(10 * DAY), ({ hours, around }, one, other) => {
        const [a, b, c] = [around, around + one, around + one + other].map((at) => new Date(at))
        if (a === undefined || b === undefined || c === undefined) throw new Error('three instants')
        const whole = openBetween(a, c, hours)
        expect(openBetween(a, b, hours) + openBetween(b, c, hours)).toBe(whole)
        expect(whole).toBeGreaterThanOrEqual(openBetween(a, b, hours))
        expect(whole).toBeLessThanOrEqual(one + other)
      }),
      { numRuns: 300 },
    )
  })

  test('added in two parts it ends where it ends in one', () => {
    fc.assert(
      fc.property(cases, fc.nat(3 * DAY), fc.integer({ min: 1, max: 3 * DAY }), ({ hours, around }, one, other) => {
        const middle = addOpen(new Date(around), one, hours)
        if (middle === undefined) return
        const end = addOpen(middle, other, hours)
        const direct = addOpen(new Date(around), one + other, hours)
        if (end !== undefined && direct !== undefined) expect(end).toEqual(direct)
      }),
      { numRuns: 300 },
    )
  })

  test('the next opening is open, and nothing before it is', () => {
    fc.assert(
      fc.property(cases, ({ hours, around }) => {
        const from = new Date(around)
        const opening = nextOpening(from, hours)
        if (opening === undefined) return
        expect(isOpen(opening, hours)).toBe(true)
        expect(openBetween(from, opening, hours)).toBe(0)
        expect(nextOpening(opening, hours)).toEqual(opening)
      }),
      { numRuns: 300 },
    )
  })
})
