import { type CountryCode, parsePhoneNumberFromString } from 'libphonenumber-js'

/**
 * A phone number as it is kept, `+4930123456`; undefined when it can be none. Without its country it is one of
 * `country`, where there is one. What looks like an extension is none of ours.
 */
export function readPhone(written: string, country: string | null): string | undefined {
  const asInternational = written.trim().replace(/^00(?=[1-9])/, '+')
  const found =
    parsePhoneNumberFromString(asInternational, {
      ...(country !== null && { defaultCountry: country as CountryCode }),
      extract: false,
    }) ?? undefined
  return found?.isPossible() && !found.ext && found.number.length <= 16 ? found.number : undefined
}

/** The number as one reads it: `+49 30 123456`. */
export const showPhone = (number: string): string => parsePhoneNumberFromString(number)?.formatInternational() ?? number
