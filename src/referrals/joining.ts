import type { Joining } from '../engine/joining.ts'
import { joiningRows } from '../engine/joining.ts'
import { markAround } from './marks.ts'

const codes = joiningRows('referral_code')
const sides = ['friend', 'referrer'] as const

/** Both sides of a referral follow their customers; what is owed for it then is worked out anew. */
export const referralsJoining: Joining = {
  async join(unit, into, from) {
    await codes.join(unit, into, from)
    for (const side of sides)
      await unit.sql.execute(`UPDATE referral SET "${side}Id" = ? WHERE "${side}Id" = ?`, into, from)
    await markAround(unit, into)
  },
  async part(unit, whole, alone, members) {
    // While the rings that go through both are still there.
    await markAround(unit, whole)
    await codes.part(unit, whole, alone, members)
    for (const side of sides)
      await unit.sql.execute(
        `UPDATE referral SET "${side}Id" = ? WHERE "${side}Id" = ? AND "${side}OwnerId" ${unit.sql.among('text')}`,
        alone,
        whole,
        members,
      )
  },
}
