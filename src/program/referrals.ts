import type { z } from 'zod'
import { currencyDecimals, parseMoney } from '../points/money.ts'
import { defaultReferrals, type ReferralRules } from './program.ts'
import { group, list, textOr } from './structures.ts'
import { amount, duration, durationOr, value, wholeNumber } from './values.ts'

const points = wholeNumber(0, 1_000_000, 'a whole number of points such as 100', 'Write how many points are given')
const friends = wholeNumber(1, 10_000, 'a number of friends such as 5', 'Write how many friends')

const milestone = group({
  friends,
  points: wholeNumber(1, 1_000_000, 'a whole number of points such as 500', 'Write how many points are given'),
})

const rules = group({
  referrer: points.optional(),
  friend: points.optional(),
  minimum: amount.optional(),
  hold: durationOr('none').optional(),
  within: duration.optional(),
  ceiling: friends.optional(),
  burst: friends.optional(),
  milestones: list(milestone).max(20, 'must be at most 20 milestones. Write fewer of them.').optional(),
})

const none = value('none, or a group of keys such as referrer: 100', 'Write none for no referrals.', (text) =>
  text.toLowerCase() === 'none' ? null : undefined,
)

/** How old customers bring new ones, as written; null for not at all. */
export const referrals = textOr(none, rules)

/** The keys known in these, as shapes by their place. */
export const referralKeys = { referrals: rules.shape, 'referrals.milestones': milestone.shape }

type Complain = (path: PropertyKey[], message: string) => void

/** The rules with everything that was left out. Paths of what does not fit begin below `referrals`. */
export function completeReferrals(
  written: z.output<typeof rules> | null | undefined,
  currency: string,
  complain: Complain,
): ReferralRules | null {
  if (written === null) return null
  const { minimum, milestones, ...rest } = written ?? {}
  const given = Object.fromEntries(Object.entries(rest).filter(([, it]) => it !== undefined))
  return {
    ...defaultReferrals,
    ...given,
    minimum: minimum === undefined ? 0 : minorOf(minimum, currency, complain),
    milestones: risingOf(milestones ?? [], complain),
  }
}

function minorOf(written: string, currency: string, complain: Complain): number {
  const parsed = parseMoney(written, currency)
  if ('minor' in parsed) return parsed.minor
  complain(
    ['minimum'],
    `must be an amount in ${currency}, found "${written}". Write it without leading zeros and with at most ${currencyDecimals(currency)} decimals.`,
  )
  return 0
}

function risingOf(milestones: ReferralRules['milestones'], complain: Complain): ReferralRules['milestones'] {
  for (const [index, { friends: count }] of milestones.entries())
    if (milestones.findIndex((it) => it.friends === count) < index)
      complain(
        ['milestones', index],
        `is for ${count} friends a second time. Write another number, or keep one of the two.`,
      )
  return [...milestones].sort((a, b) => a.friends - b.friends)
}
