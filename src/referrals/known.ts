import { type Knowing, knownRows } from '../engine/known.ts'

/** Who the others are, and what they bought, is theirs. */
export const referralsKnown: Readonly<Record<string, Knowing>> = {
  invitation: {
    async one(unit, customerId) {
      const [row] = await unit.sql.query<{ code: string; created: Date }>(
        'SELECT code, created FROM referral_code WHERE "customerId" = ? ORDER BY created LIMIT 1',
        customerId,
      )
      return row
    },
  },
  friendsBrought: knownRows(
    `SELECT id AS key, joined, state, "paidReferrer" + "paidMilestone" AS points, paid FROM referral WHERE "referrerId" = ?`,
    'id',
    'number',
  ),
  broughtBy: knownRows(
    `SELECT id AS key, joined, platform, state, "paidFriend" AS points, paid FROM referral WHERE "friendId" = ?`,
    'id',
    'number',
  ),
}
