import { tell } from '../customers/reach.ts'
import { buttons } from '../engine/turn.ts'
import type { Unit } from '../engine/unit.ts'
import { text } from '../language/text.ts'
import type { Amounts } from './rules/referral.ts'
import { paidFor, type Referral } from './store.ts'

/** Tells both what they got, or what was taken back; milestones are told with what they were for. */
export async function tellPaid(unit: Unit, referral: Referral, paid: Amounts): Promise<void> {
  const before = paidFor(referral)
  const { referrerId, friendId } = referral
  await say(unit, referrerId, 'referrer', paid.referrer + paid.milestone - before.referrer - before.milestone, {
    extra: Math.max(0, paid.milestone - before.milestone),
  })
  await say(unit, friendId, 'friend', paid.friend - before.friend, {})
}

async function say(
  unit: Unit,
  customerId: string,
  who: 'referrer' | 'friend',
  points: number,
  values: Record<string, number>,
): Promise<void> {
  if (points === 0) return
  const key = `refer.told.${points > 0 ? 'rewarded' : 'taken'}.${who}`
  await tell(
    unit,
    customerId,
    ({ locale, notices }) =>
      notices
        ? {
            text: text(locale, key, { points: Math.abs(points), ...values }),
            parts: [buttons({ label: text(locale, 'points.title'), press: 'command:points' })],
          }
        : undefined,
    { lane: 'alert', cause: 'referral' },
  )
}
