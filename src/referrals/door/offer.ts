import { formatDuration } from '../../language/format.ts'
import { type Locale, text } from '../../language/text.ts'
import { formatMoney } from '../../points/money.ts'
import type { Program } from '../../program/program.ts'

/** What a friend gets, in his language: in a few words, and when. `when` is empty where nothing is promised. */
export type Offer = { headline: string; when: string }

/** What the program promises to whoever is brought. */
export function offerOf({ referrals, currency }: Program, locale: Locale): Offer {
  if (!referrals || referrals.friend === 0) return { headline: text(locale, 'invitation.welcome'), when: '' }
  const { friend, minimum, hold, within } = referrals
  return {
    headline: text(locale, 'invitation.points', { points: friend }),
    when: text(locale, 'invitation.when', {
      points: friend,
      hold: hold ? formatDuration(hold, locale) : 'none',
      minimum: minimum > 0 ? formatMoney(minimum, currency, locale) : 'none',
      within: formatDuration(within, locale),
    }),
  }
}
