import { tell } from '../customers/reach.ts'
import { buttons } from '../engine/turn.ts'
import type { Unit } from '../engine/unit.ts'
import { text } from '../language/text.ts'
import type { Amounts } from './rules/referral.ts'
import { paidFor, type Referral } from './store.ts'

/** A referral as it was, and what is paid for it now. */
type Settled = { referral: Referral; paid: Amounts }

/** Tells all of one referrer what they got, or what was taken back; a milestone is told with the friend who brought it. */
export async function tellPaid(unit: Unit, all: readonly Settled[]): Promise<void> {
  const extraOf = ({ referral, paid }: Settled) => paid.milestone - paidFor(referral).milestone
  // With other friends before it a milestone moves from one to another: that is nothing new.
  const isMoved = all.reduce((sum, it) => sum + extraOf(it), 0) === 0
  for (const it of all) {
    const { referral, paid } = it
    const before = paidFor(referral)
    const extra = isMoved ? 0 : extraOf(it)
    await say(unit, referral.referrerId, 'referrer', paid.referrer - before.referrer + extra, {
      extra: Math.max(0, extra),
    })
    await say(unit, referral.friendId, 'friend', paid.friend - before.friend, {})
  }
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
