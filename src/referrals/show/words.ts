import { formatDuration } from '../../language/format.ts'
import type { Locale, TextValues } from '../../language/text.ts'
import { formatMoney } from '../../points/money.ts'
import type { Program, ReferralRules } from '../../program/program.ts'

/** What an offer consists of, for the texts that speak of it. */
export function offerValues(terms: ReferralRules, program: Program, locale: Locale): TextValues {
  const { referrer, friend, minimum, within, hold } = terms
  return {
    referrer,
    friend,
    who: referrer > 0 ? (friend > 0 ? 'both' : 'referrer') : friend > 0 ? 'friend' : 'none',
    minimum: minimum > 0 ? formatMoney(minimum, program.currency, locale) : 'none',
    within: formatDuration(within, locale),
    hold: hold === null ? 'none' : formatDuration(hold, locale),
  }
}
