import { customerName } from '../customers/name.ts'
import type { Turn } from '../engine/turn.ts'
import { formatDay } from '../language/format.ts'
import type { Program } from '../program/program.ts'
import { staffLine } from './show/state.ts'
import { broughtBy, broughtTo, countBroughtBy, type Referral } from './store.ts'

/** Who brought a customer, and whom he brought lately, as rows of facts that say why each was paid, held or refused. */
export async function referralRows(
  turn: Turn,
  program: Program,
  customerId: string,
  most: number,
): Promise<[string, string][]> {
  const { unit, locale, now } = turn
  const [to, by, count] = await Promise.all([
    broughtTo(unit, customerId),
    broughtBy(unit, customerId, 0, most),
    countBroughtBy(unit, customerId),
  ])
  const row = async (key: string, other: string, referral: Referral): Promise<[string, string]> => [
    turn.t(key, {
      name: await unit.ask(customerName, other),
      day: formatDay(referral.joined, locale, program.timeZone, now),
    }),
    await staffLine(unit, referral, { program, locale, now }),
  ]
  return Promise.all([
    ...to.map((referral) => row('find.brought-by', referral.referrerId, referral)),
    ...by.map((referral) => row('find.brought', referral.friendId, referral)),
    ...(count > by.length
      ? [Promise.resolve<[string, string]>([turn.t('find.brought.all'), turn.t('find.brought.count', { count })])]
      : []),
  ])
}
