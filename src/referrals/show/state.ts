import { customerName } from '../../customers/name.ts'
import type { Unit } from '../../engine/unit.ts'
import { formatDay, formatNumber } from '../../language/format.ts'
import { type Locale, text } from '../../language/text.ts'
import type { Program } from '../../program/program.ts'
import type { Referral } from '../store.ts'

type Context = { program: Program; locale: Locale; now: Date }

const dayIn = (at: Date | null, { program, locale, now }: Context) =>
  at === null ? '' : formatDay(at, locale, program.timeZone, now)

/** How a referral stands, for whoever brought the friend: nothing of what was bought, nor why it may be refused. */
export function ownLine(referral: Referral, context: Context): string {
  const { locale } = context
  const { state, reason, counts, paid, terms, paidReferrer, paidMilestone } = referral
  const points = state === 'rewarded' ? paidReferrer + paidMilestone : terms.referrer
  const key = state === 'refused' && reason === 'over' ? 'over' : state
  return text(locale, `refer.state.${key}`, {
    points,
    ceiling: terms.ceiling,
    day: dayIn(state === 'rewarded' ? paid : counts, context),
  })
}

/** How a referral stands and why, for staff. */
export async function staffLine(unit: Unit, referral: Referral, context: Context): Promise<string> {
  const { locale } = context
  const { state, reason, decision, decidedBy, terms } = referral
  const why = reason === null ? '' : text(locale, `refer.reason.${reason}`, reasonValues(referral))
  const by = decision === 'yes' && decidedBy !== null ? await unit.ask(customerName, decidedBy) : ''
  const words = text(locale, `refer.staff.${state}`, {
    why,
    referrer: formatNumber(referral.paidReferrer + referral.paidMilestone, locale),
    friend: formatNumber(referral.paidFriend, locale),
    bought: dayIn(referral.bought, context),
    day: dayIn(state === 'rewarded' ? referral.paid : referral.counts, context),
    points: terms.referrer,
  })
  return by === '' ? words : `${words} · ${text(locale, 'refer.staff.allowed', { name: by })}`
}

/** The figures that reasons speak of. */
export const reasonValues = ({ terms: { ceiling, burst } }: Pick<Referral, 'terms'>) => ({ ceiling, burst })
