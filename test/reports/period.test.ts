import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { daysFrom, periodNamed, piecesOf, readPeriod } from '../../src/reports/period.ts'

const now = new Date('2026-11-22T23:30:00Z')
const named = (words: string, zone = 'UTC') => {
  const period = periodNamed(readPeriod(words) ?? '', now, zone)
  return period && [period.first, period.last]
}

describe('a period', () => {
  test.each([
    ['7 days', ['2026-11-16', '2026-11-22']],
    ['30d', ['2026-10-24', '2026-11-22']],
    ['1 day', ['2026-11-22', '2026-11-22']],
    ['30天', ['2026-10-24', '2026-11-22']],
    ['This  month', ['2026-11-01', '2026-11-30']],
    ['本月', ['2026-11-01', '2026-11-30']],
    ['last month', ['2026-10-01', '2026-10-31']],
    ['上个月', ['2026-10-01', '2026-10-31']],
    ['2026-2', ['2026-02-01', '2026-02-28']],
    ['2026-10', ['2026-10-01', '2026-10-31']],
    ['2026-13', undefined],
    ['0 days', undefined],
    ['367 days', undefined],
    ['everything', undefined],
    ['constructor', undefined],
    ['', undefined],
  ])('"%s" is %j', (words, days) => {
    expect(named(words)).toEqual(days)
  })

  test('is of the days of the shop', () => {
    expect(named('7d', 'Asia/Shanghai')).toEqual(['2026-11-17', '2026-11-23'])
    expect(periodNamed('month', now, 'Asia/Shanghai')?.from.toISOString()).toBe('2026-10-31T16:00:00.000Z')
  })

  test('is told day by day, or by weeks that begin on Mondays', () => {
    const week = periodNamed('7d', now, 'UTC')
    const month = periodNamed('30d', now, 'UTC')
    expect(week && piecesOf(week, 'UTC').length).toBe(7)
    expect(month && piecesOf(month, 'UTC').map(({ first, last }) => `${first} ${last}`)).toEqual([
      '2026-10-24 2026-10-25',
      '2026-10-26 2026-11-01',
      '2026-11-02 2026-11-08',
      '2026-11-09 2026-11-15',
      '2026-11-16 2026-11-22',
    ])
  })

  test('falls into pieces without gaps, wherever clocks change', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/Sao_Paulo', 'Pacific/Apia', 'Asia/Beirut']
    const day = fc.date({ min: new Date('2010-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 366 }), fc.constantFrom(...zones), (at, days, zone) => {
        const period = periodNamed(`${days}d`, at, zone)
        if (!period) throw new Error('that is a period')
        const pieces = piecesOf(period, zone)
        expect(pieces[0]?.from).toEqual(period.from)
        expect(pieces.at(-1)?.to).toEqual(period.to)
        for (const [nth, piece] of pieces.entries()) {
          expect(piece.to.getTime()).toBeGreaterThan(piece.from.getTime())
          if (nth > 0) expect(piece.from).toEqual(pieces[nth - 1]?.to)
        }
        expect(at.getTime()).toBeGreaterThanOrEqual(period.from.getTime())
        expect(at.getTime()).toBeLessThan(period.to.getTime())
        expect(daysFrom(period.first, period.last, zone)).toMatchObject({ from: period.from, to: period.to })
      }),
      { numRuns: 100 },
    )
  })

  test('has the day after one that began at one', () => {
    const period = periodNamed('2d', new Date('2015-03-29T21:00:00Z'), 'Asia/Beirut')
    expect(period && piecesOf(period, 'Asia/Beirut').map(({ first }) => first)).toEqual(['2015-03-29', '2015-03-30'])
  })

  test('of a file is none when its days are none', () => {
    expect(daysFrom('2026-11-22', '2026-11-01', 'UTC')).toBeUndefined()
    expect(daysFrom('2020-01-01', '2026-11-01', 'UTC')).toBeUndefined()
    expect(daysFrom('x', '2026-11-01', 'UTC')).toBeUndefined()
  })
})
