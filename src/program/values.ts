import { DateTime, IANAZone } from 'luxon'
import { z } from 'zod'
import { isCurrency } from '../points/money.ts'
import { type Duration, parseDuration } from './duration.ts'
import { nearest } from './nearest.ts'

/** A value found in the file, as one would say it in a sentence. */
export function found(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value !== 'string') return 'a group of keys'
  return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value)
}

/**
 * A value written as text. `read` returns undefined for what it does not take; the problem then says what was
 * `wanted`, what was found, and the remedy.
 */
export function value<T>(
  wanted: string,
  remedy: string | ((text: string) => string),
  read: (text: string) => T | undefined,
): z.ZodType<T, unknown> {
  return z.unknown().transform((raw, context): T => {
    const result = typeof raw === 'string' ? read(raw) : undefined
    if (result !== undefined) return result
    const advice = typeof remedy === 'string' ? remedy : remedy(typeof raw === 'string' ? raw : '')
    context.addIssue({ code: 'custom', message: `must be ${wanted}, found ${found(raw)}. ${advice}` })
    return z.NEVER
  })
}

/** Takes text of that shape as it is. */
export function matching(shape: RegExp): (text: string) => string | undefined {
  return (text) => (shape.test(text) ? text : undefined)
}

/** One of these words; the table says what each means. */
export function word<T>(table: Readonly<Record<string, T>>): z.ZodType<T, unknown> {
  const words = Object.keys(table)
  const list = `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
  const remedy = (text: string) =>
    `Write ${nearest(text, words) ?? words[0]}${text === '' ? ', or leave the line out' : ''}.`
  return value(list, remedy, (text) =>
    Object.hasOwn(table, text.toLowerCase()) ? table[text.toLowerCase()] : undefined,
  )
}

/** Takes 1 to 60 characters on one line. */
export const oneLine = matching(/^(?=.*\S)[^\p{Cc}\p{Cs}]{1,60}$/u)

export const shopName = value(
  'a name of 1 to 60 characters on one line',
  'Write the name that customers know.',
  oneLine,
)

export const currency = value(
  'an ISO 4217 code such as EUR',
  (text) =>
    `Write ${isCurrency(text.toUpperCase()) ? text.toUpperCase() : 'the three capital letters of the currency'}.`,
  (text) => (isCurrency(text) ? text : undefined),
)

export const timeZone = value(
  'a time zone such as Europe/Berlin',
  (text) => `Write ${nearest(text, ['UTC', ...Intl.supportedValuesOf('timeZone')]) ?? 'its IANA name, as Area/City'}.`,
  (text) => (/^[A-Za-z]/.test(text) && IANAZone.isValidZone(text) ? text : undefined),
)

export const date = value(
  'a date such as 2026-01-31',
  'Write year, month and day of a day that exists, with two hyphens.',
  (text) => (/^[12]\d{3}-\d\d-\d\d$/.test(text) && DateTime.fromISO(text).isValid ? text : undefined),
)

export const rate = value(
  'a number of points such as 1 or 0.5',
  'Write how many points one whole unit of the currency earns, below 1000000, with at most six decimals after a point.',
  matching(/^(0|[1-9]\d{0,5})(\.\d{1,6})?$/),
)

export const amount = value(
  'an amount such as 5 or 5.00',
  'Write digits, and a point before the decimals.',
  matching(/^\d+(\.\d+)?$/),
)

export const times = value(
  'a number such as 2 or 1.5',
  'Write what the points are multiplied by, from 0 to 999, with at most four decimals after a point.',
  matching(/^(0|[1-9]\d{0,2})(\.\d{1,4})?$/),
)

/** A whole number within bounds; `advice` goes on with them. */
export function wholeNumber(least: number, most: number, wanted: string, advice: string): z.ZodType<number, unknown> {
  return value(wanted, `${advice}, from ${least} to ${most}.`, (text) => {
    const isRead = /^(0|[1-9]\d{0,8})$/.test(text) && Number(text) >= least && Number(text) <= most
    return isRead ? Number(text) : undefined
  })
}

export const extra = wholeNumber(1, 1_000_000, 'a whole number of points such as 10', 'Write how many points are added')

export const sku = value(
  'an article number of 1 to 64 characters without spaces',
  (text) => (text.endsWith('*') ? `Write prefix: ${text.slice(0, -1)}` : 'Write it exactly as the till sends it.'),
  matching(/^[^\s*\p{Cc}\p{Cs}]{1,64}$/u),
)

export const prefix = value(
  'the first characters of article numbers, 1 to 64 without spaces',
  (text) => `Write ${text.endsWith('*') ? `prefix: ${text.slice(0, -1)}` : 'what they all begin with'}.`,
  matching(/^[^\s*\p{Cc}\p{Cs}]{1,64}$/u),
)

const DURATION = 'Write a whole number and days, weeks, months or years, up to 100 years'

export const duration = value('a time such as 14 days or 24 months', `${DURATION}.`, parseDuration)

/** A duration, or null for the word that stands for having none. */
export function durationOr(none: string): z.ZodType<Duration | null, unknown> {
  return value<Duration | null>(
    `a time such as 14 days or 24 months, or ${none}`,
    `${DURATION}, or ${none}.`,
    (text) => (text.toLowerCase() === none ? null : parseDuration(text)),
  )
}
