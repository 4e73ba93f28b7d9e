import { getCountries, isSupportedCountry } from 'libphonenumber-js'
import type { z } from 'zod'
import type { Hours } from '../hours/rules.ts'
import { openTimeText, parseOpenTime } from './duration.ts'
import { hours } from './hours.ts'
import { nearest } from './nearest.ts'
import { type CallbackRules, defaultProgram } from './program.ts'
import { group, list } from './structures.ts'
import { value, wholeNumber } from './values.ts'

const MINUTE = 60_000
const DAY = 1_440 * MINUTE

/** A time from `least` to `most` milliseconds. */
const within = (wanted: string, least: number, most: number) =>
  value(
    wanted,
    `Write a whole number and minutes or hours, from ${openTimeText(least)} to ${openTimeText(most)}.`,
    (text) => {
      const read = parseOpenTime(text)
      return read !== undefined && read >= least && read <= most ? read : undefined
    },
  )

const length = value(
  'a time such as 15 minutes',
  'Write 5 minutes, 10 minutes, 15 minutes and so on in steps of five, up to 4 hours.',
  (text) => {
    const read = parseOpenTime(text)
    return read !== undefined && read % (5 * MINUTE) === 0 && read <= 240 * MINUTE ? read : undefined
  },
)

const remind = value(
  'a time such as 1 hour, or never',
  'Write a whole number and minutes or hours, up to 48 hours, or never.',
  (text) => {
    const read = text.toLowerCase() === 'never' ? 0 : parseOpenTime(text)
    return read !== undefined && read <= 2 * DAY ? read : undefined
  },
)

const country = value(
  'the two letters of a country such as DE',
  (text) => `Write ${nearest(text.toUpperCase(), getCountries()) ?? 'the two capital letters of its ISO 3166 code'}.`,
  (text) => (isSupportedCountry(text) ? text : undefined),
)

/** How callbacks are agreed and made, as written. */
export const callbacks = group({
  length: length.optional(),
  capacity: wholeNumber(1, 50, 'a number of calls such as 2', 'Write how many of you can call at once').optional(),
  ahead: wholeNumber(1, 60, 'a number of days such as 14', 'Write how many days ahead customers can choose').optional(),
  notice: within('a time such as 30 minutes', MINUTE, 7 * DAY).optional(),
  remind: remind.optional(),
  retries: list(within('a time such as 30 minutes', 5 * MINUTE, 7 * DAY))
    .max(5, 'must be at most 5 times. Write fewer of them.')
    .optional(),
  country: country.optional(),
  hours: hours.optional(),
})

/** The keys known in these, as shapes by their place. */
export const callbackKeys = { callbacks: callbacks.shape, 'callbacks.hours': hours.in.shape }

/** The rules with everything that was left out; calls are made in the hours of the shop when nothing else is said. */
export function completeCallbacks(written: z.output<typeof callbacks> = {}, shop: Hours): CallbackRules {
  const usual = defaultProgram.callbacks
  return {
    length: written.length ?? usual.length,
    capacity: written.capacity ?? usual.capacity,
    ahead: written.ahead ?? usual.ahead,
    notice: written.notice ?? usual.notice,
    remind: written.remind ?? usual.remind,
    retries: written.retries ?? usual.retries,
    country: written.country ?? usual.country,
    hours: written.hours === undefined ? shop : { ...shop, week: written.hours },
  }
}
