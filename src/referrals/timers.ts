import type { AnyTimer, TimerDefinition } from '../engine/feature.ts'
import type { Program } from '../program/program.ts'
import { settleReferrer } from './pay.ts'
import { dueReferrers } from './store.ts'

/** Looks at those who brought somebody of whom something has become known, or whose time has come. */
const settling = (program: Program): TimerDefinition<{ referrerId: string }> => ({
  name: 'referrals.settle',
  when: '*/5 * * * * *',
  key: ({ referrerId }) => referrerId,
  due: (unit, after, most) => dueReferrers(unit, after ?? '', most),
  fire: (unit, { referrerId }) => settleReferrer(unit, program, referrerId),
})

/** Also where there are no referrals any more: what was promised is kept. */
export const referralTimers = (program: Program): AnyTimer[] => [settling(program)] as AnyTimer[]
