import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  currencyDecimals,
  formatMoney,
  isCurrency,
  MAX_MINOR,
  moneyText,
  parseMoney,
  parseTypedMoney,
} from '../../src/points/money.ts'

describe('parseMoney', () => {
  test.each([
    ['25.90', 'EUR', 2590],
    ['25.9', 'EUR', 2590],
    ['25', 'EUR', 2500],
    ['0', 'EUR', 0],
    ['0.01', 'EUR', 1],
    ['4.35', 'EUR', 435],
    ['1.005', 'KWD', 1005],
    ['500', 'JPY', 500],
    ['1000.50', 'HUF', 100050],
    ['999999999999.99', 'EUR', MAX_MINOR],
  ])('reads %s %s as %d minor units', (text, currency, minor) => {
    expect(parseMoney(text, currency)).toEqual({ minor })
  })

  test.each([
    '',
    ' ',
    '1e5',
    '1E2',
    'NaN',
    'Infinity',
    '-Infinity',
    '0x10',
    '0b1',
    ' 1',
    '1 ',
    '1\n',
    '+1',
    '1.',
    '.5',
    '1..2',
    '1.2.3',
    '1,5',
    '1_000',
    '1 000',
    '007',
    '--1',
    '٢٥',
    '２５',
    '1\u0000',
    '1\u200b',
    '€5',
    'null',
    '1n',
  ])('takes %j for no amount', (text) => {
    expect(parseMoney(text, 'EUR', { negative: true })).toEqual({ refused: 'not-an-amount' })
  })

  test.each([
    ['25.901', 'EUR'],
    ['25.900', 'EUR'],
    ['500.0', 'JPY'],
    ['1.0005', 'BHD'],
  ])('refuses the decimals of %s %s', (text, currency) => {
    expect(parseMoney(text, currency)).toEqual({ refused: 'too-many-decimals' })
  })

  test.each(['1000000000000', '9'.repeat(63), '9'.repeat(100_000), `${'9'.repeat(500)}.5`])(
    'refuses an absurdly large one',
    (text) => {
      expect(parseMoney(text, 'EUR')).toEqual({ refused: 'too-large' })
    },
  )

  test('refuses what is below zero unless it is asked for', () => {
    expect(parseMoney('-5', 'EUR')).toEqual({ refused: 'negative' })
    expect(parseMoney('-0', 'EUR')).toEqual({ refused: 'negative' })
    expect(parseMoney('-5.5', 'EUR', { negative: true })).toEqual({ minor: -550 })
    expect(parseMoney('-0', 'EUR', { negative: true })).toEqual({ minor: 0 })
    expect(parseMoney('-1000000000000', 'EUR', { negative: true })).toEqual({ refused: 'too-large' })
  })

  test('never takes anything but plain digits, and what it takes is exact', () => {
    const nearly = fc.stringMatching(/^[-+0-9.,eExX _]{0,12}$/)
    fc.assert(
      fc.property(fc.oneof(nearly, fc.string({ unit: 'binary' })), (text) => {
        const parsed = parseMoney(text, 'EUR', { negative: true })
        if ('refused' in parsed) return
        expect(text).toMatch(/^-?\d+(\.\d{1,2})?$/)
        const [whole = '', fraction = ''] = text.replace('-', '').split('.')
        expect(BigInt(Math.abs(parsed.minor))).toBe(BigInt(whole) * 100n + BigInt(fraction.padEnd(2, '0')))
      }),
    )
  })
})

describe('parseTypedMoney', () => {
  test.each([
    ['25,90', 'EUR', { minor: 2590 }],
    [' 25.9 ', 'EUR', { minor: 2590 }],
    ['２５．９０', 'EUR', { minor: 2590 }],
    ['２５，９', 'CNY', { minor: 2590 }],
    ['1,000', 'EUR', { refused: 'too-many-decimals' }],
    ['1,000', 'JPY', { refused: 'too-many-decimals' }],
    ['1,000', 'KWD', { refused: 'not-an-amount' }],
    ['1,000.50', 'EUR', { refused: 'not-an-amount' }],
    ['1.000,50', 'EUR', { refused: 'not-an-amount' }],
    ['1,2,3', 'EUR', { refused: 'not-an-amount' }],
    ['1e5', 'EUR', { refused: 'not-an-amount' }],
    ['', 'EUR', { refused: 'not-an-amount' }],
    ['9'.repeat(100), 'EUR', { refused: 'not-an-amount' }],
  ])('reads %j in %s as %j', (text, currency, result) => {
    expect(parseTypedMoney(text, currency)).toEqual(result)
  })
})

describe('moneyText and formatMoney', () => {
  const currencies = fc.constantFrom('EUR', 'JPY', 'KWD', 'HUF', 'CNY', 'USD', 'ISK')
  const minors = fc.integer({ min: -MAX_MINOR, max: MAX_MINOR })

  test('what is written is read back', () => {
    fc.assert(
      fc.property(minors, currencies, (minor, currency) => {
        expect(parseMoney(moneyText(minor, currency), currency, { negative: true })).toEqual({ minor })
      }),
    )
  })

  test('what is shown holds every digit', () => {
    fc.assert(
      fc.property(minors, currencies, (minor, currency) => {
        const digits = formatMoney(minor, currency, 'en').replace(/[^0-9]/g, '')
        const all = moneyText(minor, currency).replace(/[^0-9]/g, '')
        expect(Number(digits.padEnd(all.length, '0'))).toBe(Math.abs(minor))
      }),
    )
  })

  test.each([
    [2590, 'EUR', 'en', '€25.90'],
    [2590, 'EUR', 'de', '25,90\u00a0€'],
    [2590, 'CNY', 'zh', '¥25.90'],
    [-5, 'EUR', 'en', '-€0.05'],
    [500, 'JPY', 'en', '¥500'],
    [100000, 'HUF', 'en', 'HUF\u00a01,000'],
    [100050, 'HUF', 'en', 'HUF\u00a01,000.50'],
    [MAX_MINOR, 'EUR', 'en', '€999,999,999,999.99'],
  ])('shows %d %s in %s as %s', (minor, currency, locale, text) => {
    expect(formatMoney(minor, currency, locale)).toBe(text)
  })

  test('refuses parts of a minor unit', () => {
    expect(() => moneyText(0.5, 'EUR')).toThrow(RangeError)
    expect(() => moneyText(Number.NaN, 'EUR')).toThrow(RangeError)
  })
})

test('knows currencies and their decimals by ISO 4217', () => {
  expect(['EUR', 'CNY', 'JPY'].every(isCurrency)).toBe(true)
  expect(['eur', 'EURO', '', 'ABC', '€'].some(isCurrency)).toBe(false)
  expect(['EUR', 'JPY', 'BHD', 'HUF', 'IDR', 'IQD'].map(currencyDecimals)).toEqual([2, 0, 3, 2, 2, 3])
})
