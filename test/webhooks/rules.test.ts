import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readRetryAfter, verdict, wrongUrl } from '../../src/webhooks/rules.ts'

const now = Date.UTC(2026, 0, 1)
const second = 1_000
const minute = 60 * second
const hour = 60 * minute
const waits = (ms: number) => ({ state: 'queued', due: new Date(now + ms) })

describe('what comes of a try', () => {
  const pauses = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour]

  test.each(pauses.map((pause, index) => [index + 1, pause]))(
    'try %i that fails is followed by one after %i ms',
    (tries, pause) => {
      for (const answer of [undefined, { status: 500 }, { status: 404 }, { status: 301 }, { status: 199 }])
        expect(verdict(answer, tries, now, 0.5)).toEqual(waits(pause))
      expect(verdict({ status: 500 }, tries, now, 0)).toEqual(waits(pause * 0.9))
      expect(verdict({ status: 500 }, tries, now, 1)).toEqual(waits(Math.round(pause * 1.1)))
    },
  )

  test('the tenth that fails is the last', () => {
    for (const tries of [10, 11, 100])
      expect(verdict(undefined, tries, now, 0.5)).toEqual({ state: 'failed', disable: false })
  })

  test.each([200, 201, 204, 299])('%i is enough at any try', (status) => {
    for (const tries of [1, 10, 11]) expect(verdict({ status }, tries, now, 0.5)).toEqual({ state: 'sent' })
  })

  test('410 says that it is gone', () => {
    expect(verdict({ status: 410 }, 1, now, 0.5)).toEqual({ state: 'failed', disable: true })
  })

  test.each<[string, number, number | undefined, number]>([
    ['later than usual', 429, hour, hour],
    ['later than usual', 503, hour, hour],
    ['sooner than usual, which is not done', 503, second, 5 * second],
    ['after more than a day, which is too long', 429, 100 * hour, 24 * hour],
    ['with an answer that asks for nothing', 503, undefined, 5 * second],
    ['with another answer', 500, hour, 5 * second],
  ])('a receiver that wants to be asked %s (%i)', (_, status, retryAfter, expected) => {
    const answer = retryAfter === undefined ? { status } : { status, retryAfter }
    expect(verdict(answer, 1, now, 0.5)).toEqual(waits(expected))
  })

  test('is always a time that can be stored', () => {
    const answers = fc.option(
      fc.record({ status: fc.integer({ min: 100, max: 599 }), retryAfter: fc.integer({ min: 0, max: 1e12 }) }),
      { nil: undefined },
    )
    fc.assert(
      fc.property(
        answers,
        fc.integer({ min: 1, max: 12 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (answer, tries, random) => {
          const said = verdict(answer, tries, now, random)
          if (!('due' in said)) return
          expect(said.due.getTime()).toBeGreaterThan(now)
          expect(said.due.getTime()).toBeLessThanOrEqual(now + 24 * hour * 1.1)
        },
      ),
    )
  })
})

test.each<[string, number | undefined]>([
  ['0', 0],
  ['120', 120_000],
  [' 7 ', 7_000],
  ['Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
  ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
  ['soon', undefined],
  ['', undefined],
  ['99999999999999', undefined],
])('Retry-After: %s', (value, expected) => {
  expect(readRetryAfter(value, now)).toBe(expected)
})

describe('the address of a webhook', () => {
  test.each([
    'https://shop.example/in?a=1',
    'https://10.0.0.1:8443/',
    'http://127.0.0.1:3001/',
    'http://localhost/x',
    'http://[::1]:8/',
    'http://a.localhost/',
  ])('can be %s', (url) => expect(wrongUrl(url)).toBeUndefined())
  test.each([
    '',
    'shop.example',
    'http://shop.example/',
    'http://127.0.0.1.shop.example/',
    'http://localhost.shop.example',
    'ftp://shop.example/',
    'file:///etc/passwd',
    'https://me:secret@shop.example/',
    'https://shop.example/#x',
    'https://',
    'javascript:alert(1)',
    'http://0.0.0.0/',
  ])('cannot be %s', (url) => expect(wrongUrl(url)).toMatch(/^must /))
})
