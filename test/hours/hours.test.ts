import { describe, expect, test } from 'vitest'
import { addOpen, type Hours, isOpen, nextOpening, openBetween, type Span, spansOn } from '../../src/hours/rules.ts'

const HOUR = 3_600_000
const day: Span[] = [
  { from: '09:00', to: '12:30' },
  { from: '13:30', to: '18:00' },
]
const shop: Hours = {
  timeZone: 'Europe/Berlin',
  week: { 1: day, 2: day, 3: day, 4: day, 5: day, 6: [{ from: '10:00', to: '14:00' }], 7: [] },
  holidays: [
    { from: '2026-12-24', to: '2027-01-01', open: [] },
    { from: '2026-12-30', to: '2026-12-30', open: [{ from: '10:00', to: '12:00' }] },
  ],
}
const night: Hours = {
  timeZone: 'Europe/Berlin',
  week: {
    1: [{ from: '20:00', to: '24:00' }],
    2: [
      { from: '00:00', to: '02:00' },
      { from: '02:00', to: '04:00' },
    ],
    3: [],
    4: [],
    5: [],
    6: [],
    7: [{ from: '01:00', to: '05:00' }],
  },
  holidays: [],
}
const always: Hours = { timeZone: 'Asia/Kathmandu', week: null, holidays: [] }
const never: Hours = { ...always, holidays: [{ from: '2000-01-01', to: '2999-12-31', open: [] }] }
const at = (text: string) => new Date(text)

describe('isOpen', () => {
  test.each([
    ['at opening', shop, '2026-03-02T09:00+01:00', true],
    ['a millisecond before', shop, '2026-03-02T08:59:59.999+01:00', false],
    ['in the lunch break', shop, '2026-03-02T12:30+01:00', false],
    ['a millisecond before closing', shop, '2026-03-02T17:59:59.999+01:00', true],
    ['at closing', shop, '2026-03-02T18:00+01:00', false],
    ['on a closed weekday', shop, '2026-03-01T11:00+01:00', false],
    ['in summer time', shop, '2026-07-06T07:30Z', true],
    ['before that hour in summer', shop, '2026-07-06T06:30Z', false],
    ['on a holiday', shop, '2026-12-28T11:00+01:00', false],
    ['on its first day', shop, '2026-12-24T11:00+01:00', false],
    ['on its last day', shop, '2027-01-01T11:00+01:00', false],
    ['after it', shop, '2027-01-02T11:00+01:00', true],
    ['on a day with special hours, the later of two holidays', shop, '2026-12-30T11:00+01:00', true],
    ['outside its special hours', shop, '2026-12-30T14:00+01:00', false],
    ['just before midnight', night, '2026-03-02T23:59:59.999+01:00', true],
    ['at midnight', night, '2026-03-03T00:00+01:00', true],
    ['where two spans adjoin', night, '2026-03-03T02:00+01:00', true],
    ['after the night', night, '2026-03-03T04:00+01:00', false],
    ['always', always, '2026-03-03T04:00Z', true],
    ['never', never, '2026-03-03T04:00Z', false],
  ])('%s', (_, hours, time, open) => {
    expect(isOpen(at(time), hours)).toBe(open)
  })
})

describe('nextOpening', () => {
  test.each([
    ['itself when open', shop, '2026-03-02T10:00+01:00', '2026-03-02T10:00+01:00'],
    ['after lunch', shop, '2026-03-02T12:30+01:00', '2026-03-02T13:30+01:00'],
    ['on the next day', shop, '2026-03-02T18:00+01:00', '2026-03-03T09:00+01:00'],
    ['after the weekend', shop, '2026-03-07T14:00+01:00', '2026-03-09T09:00+01:00'],
    ['after the holidays', shop, '2026-12-30T12:00+01:00', '2027-01-02T10:00+01:00'],
    ['over the change of clocks', shop, '2026-03-28T14:00+01:00', '2026-03-30T09:00+02:00'],
  ])('is %s', (_, hours, from, opening) => {
    expect(nextOpening(at(from), hours)).toEqual(at(opening))
  })

  test('is nowhere when there is none within two years', () => {
    expect(nextOpening(at('2026-03-02T12:00Z'), never)).toBeUndefined()
    const week = { 1: [], 2: [], 3: [], 4: [], 5: [], 6: [], 7: [] }
    expect(nextOpening(at('2026-03-02T12:00Z'), { ...always, week })).toBeUndefined()
  })
})

describe('addOpen', () => {
  test.each([
    ['within a span', shop, '2026-03-02T09:00+01:00', 3, '2026-03-02T12:00+01:00'],
    ['over lunch', shop, '2026-03-02T12:00+01:00', 1, '2026-03-02T14:00+01:00'],
    ['until a closing, not the next opening', shop, '2026-03-02T17:00+01:00', 1, '2026-03-02T18:00+01:00'],
    ['over night', shop, '2026-03-02T17:00+01:00', 2, '2026-03-03T10:00+01:00'],
    ['over a weekend', shop, '2026-03-07T13:00+01:00', 2, '2026-03-09T10:00+01:00'],
    ['from closed time', shop, '2026-03-08T13:00+01:00', 1, '2026-03-09T10:00+01:00'],
    ['over holidays with special hours', shop, '2026-12-23T17:00+01:00', 4, '2027-01-02T11:00+01:00'],
    ['over midnight', night, '2026-03-02T23:00+01:00', 2, '2026-03-03T01:00+01:00'],
    ['a whole working week', shop, '2026-03-02T09:00+01:00', 44, '2026-03-07T14:00+01:00'],
    ['no time in closed time', shop, '2026-03-08T13:00+01:00', 0, '2026-03-08T13:00+01:00'],
    ['less than none', shop, '2026-03-08T13:00+01:00', -5, '2026-03-08T13:00+01:00'],
    ['around the clock', always, '2026-03-08T13:00Z', 100, '2026-03-12T17:00Z'],
    // 29 March: 02:00 to 03:00 is lost. 25 October: it comes twice.
    ['over a lost hour', night, '2026-03-29T01:00+01:00', 3, '2026-03-29T05:00+02:00'],
    ['over a doubled hour', night, '2026-10-25T01:00+02:00', 5, '2026-10-25T05:00+01:00'],
  ])('%s', (_, hours, from, count, to) => {
    expect(addOpen(at(from), count * HOUR, hours)).toEqual(at(to))
  })

  test('is nowhere when two years do not have so much', () => {
    expect(addOpen(at('2026-03-02T12:00Z'), 1, never)).toBeUndefined()
    expect(addOpen(at('2026-03-02T12:00Z'), 3 * 366 * 24 * HOUR, always)).toBeUndefined()
    expect(addOpen(at('2026-03-02T12:00Z'), 700 * 24 * HOUR, always)).toEqual(at('2028-01-31T12:00Z'))
  })
})

describe('openBetween', () => {
  test.each([
    ['a day', shop, '2026-03-02T00:00+01:00', '2026-03-03T00:00+01:00', 8],
    ['a week', shop, '2026-03-02T00:00+01:00', '2026-03-09T00:00+01:00', 44],
    ['parts of spans', shop, '2026-03-02T12:00+01:00', '2026-03-02T14:00+01:00', 1],
    ['closed time', shop, '2026-03-08T00:00+01:00', '2026-03-09T09:00+01:00', 0],
    ['the holidays', shop, '2026-12-24T00:00+01:00', '2027-01-02T00:00+01:00', 2],
    ['backwards', shop, '2026-03-03T00:00+01:00', '2026-03-02T00:00+01:00', 0],
    ['a span with a lost hour', night, '2026-03-29T00:00+01:00', '2026-03-29T12:00+02:00', 3],
    ['a span with a doubled hour', night, '2026-10-25T00:00+02:00', '2026-10-25T12:00+01:00', 5],
    ['ten years around the clock', always, '2026-01-01T00:00Z', '2036-01-01T00:00Z', 3652 * 24],
  ])('%s', (_, hours, from, to, count) => {
    expect(openBetween(at(from), at(to), hours)).toBe(count * HOUR)
  })

  const daily = (timeZone: string, ...spans: Span[]): Hours => ({
    timeZone,
    week: { 1: spans, 2: spans, 3: spans, 4: spans, 5: spans, 6: spans, 7: spans },
    holidays: [],
  })

  test.each([
    // Midnight is skipped (4 November 2018) and shown twice (17 February 2018).
    ['America/Sao_Paulo', { from: '00:00', to: '01:30' }, '2018-11-04T02:00Z', '2018-11-04T12:00Z', 0.5],
    ['America/Sao_Paulo', { from: '23:00', to: '24:00' }, '2018-02-17T12:00Z', '2018-02-18T12:00Z', 2],
    // Half an hour is doubled (5 April 2026) and lost (4 October 2026).
    ['Australia/Lord_Howe', { from: '01:00', to: '03:00' }, '2026-04-04T12:00Z', '2026-04-05T00:00Z', 2.5],
    ['Australia/Lord_Howe', { from: '01:00', to: '03:00' }, '2026-10-03T12:00Z', '2026-10-04T00:00Z', 1.5],
    // At a minute past midnight the clocks went back into the day before.
    ['America/St_Johns', { from: '23:00', to: '24:00' }, '2010-11-06T12:00Z', '2010-11-07T12:00Z', 1 + 59 / 60],
    // 30 December 2011 was left out.
    ['Pacific/Apia', { from: '09:00', to: '17:00' }, '2011-12-29T10:00Z', '2012-01-01T10:00Z', 3 * 8],
    // A span that ends within a doubled hour is open whenever the clock shows it; one that begins in a lost hour, after.
    ['America/New_York', { from: '00:00', to: '01:30' }, '2026-11-01T04:00Z', '2026-11-01T12:00Z', 2],
    ['America/New_York', { from: '02:30', to: '04:00' }, '2026-03-08T05:00Z', '2026-03-08T12:00Z', 1],
    ['America/New_York', { from: '02:00', to: '03:00' }, '2026-03-08T05:00Z', '2026-03-08T12:00Z', 0],
  ])('%s, %j', (zone, span, from, to, count) => {
    expect(openBetween(at(from), at(to), daily(zone, span))).toBe(count * HOUR)
  })
})

test('spansOn gives the hours of a day', () => {
  expect(spansOn('2026-03-02', shop)).toEqual(day)
  expect(spansOn('2026-03-01', shop)).toEqual([])
  expect(spansOn('2026-12-24', shop)).toEqual([])
  expect(spansOn('2026-12-30', shop)).toEqual([{ from: '10:00', to: '12:00' }])
  expect(spansOn('1969-12-29', shop)).toEqual(day)
  expect(spansOn('2026-03-01', always)).toEqual([{ from: '00:00', to: '24:00' }])
})
