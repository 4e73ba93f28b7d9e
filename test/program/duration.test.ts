import { expect, test } from 'vitest'
import { type Duration, durationText, parseDuration, surelyShorter } from '../../src/program/duration.ts'
import { nearest } from '../../src/program/nearest.ts'

test.each([
  ['1 day', { count: 1, unit: 'days' }],
  ['14 days', { count: 14, unit: 'days' }],
  ['2 Weeks', { count: 2, unit: 'weeks' }],
  [' 24  months ', { count: 24, unit: 'months' }],
  ['100 years', { count: 100, unit: 'years' }],
])('%j is %j', (text, duration) => {
  expect(parseDuration(text)).toEqual(duration)
})

test.each([
  '',
  '14',
  'days',
  '0 days',
  '-1 days',
  '1.5 days',
  '14days',
  '101 years',
  '36501 days',
  '1e3 days',
  '1 hour',
  '٣ days',
])('%j is no duration', (text) => {
  expect(parseDuration(text)).toBeUndefined()
})

const of = (text: string): Duration => parseDuration(text) ?? { count: 0, unit: 'days' }

test.each([
  ['27 days', '1 month', true],
  ['28 days', '1 month', false],
  ['1 month', '32 days', true],
  ['1 month', '31 days', false],
  ['1 month', '2 months', true],
  ['2 months', '2 months', false],
  ['11 months', '1 year', true],
  ['12 months', '1 year', false],
  ['2 weeks', '15 days', true],
])('%s is surely shorter than %s: %s', (a, b, shorter) => {
  expect(surelyShorter(of(a), of(b))).toBe(shorter)
})

test('is written as it is read', () => {
  for (const text of ['1 day', '14 days', '1 month', '2 years']) expect(durationText(of(text))).toBe(text)
})

test('the nearest word is the one with the fewest letters changed, or none', () => {
  const keys = ['perUnit', 'rounding', 'minimum', 'items', 'days']
  expect(nearest('perunit', keys)).toBe('perUnit')
  expect(nearest('minimun', keys)).toBe('minimum')
  expect(nearest('item', keys)).toBe('items')
  expect(nearest('discount', keys)).toBeUndefined()
  expect(nearest('', keys)).toBeUndefined()
})
