import type { Unit } from '../../engine/unit.ts'
import type { Days } from '../../reports/period.ts'
import type { Reason, State } from '../rules/referral.ts'

/** A referral in figures: of the friend who came in those days, or was paid for in them. */
export type ReferralFigure = {
  id: number
  referrer: string
  friend: string
  joined: Date
  state: State
  reason: Reason | null
  bought: Date | null
  paid: Date | null
  points: number
}

/** Those who came, bought or were paid for in those days, in order, after that one. */
export function referralRowsOf(unit: Unit, { from, to }: Days, after: number, most: number): Promise<ReferralFigure[]> {
  return unit.sql.query<ReferralFigure>(
    `SELECT r.id, coalesce(a.name, a.card) AS referrer, coalesce(f.name, f.card) AS friend, r.joined, r.state, r.reason,
       r.bought, r.paid, r."paidReferrer" + r."paidFriend" + r."paidMilestone" AS points
     FROM referral r JOIN customer a ON a.id = r."referrerId" JOIN customer f ON f.id = r."friendId"
     WHERE r.id > ? AND ((r.joined >= ? AND r.joined < ?) OR (r.bought >= ? AND r.bought < ?) OR (r.paid >= ? AND r.paid < ?))
     ORDER BY r.id LIMIT ?`,
    after,
    from,
    to,
    from,
    to,
    from,
    to,
    most,
  )
}

/** Somebody who brought others: how many were paid for in those days, with what they cost. */
export type BestReferrer = { name: string; paid: number; points: number }

/** Those who brought the most whose reward was paid in those days. */
export function bestReferrers(unit: Unit, { from, to }: Days, most: number): Promise<BestReferrer[]> {
  return unit.sql.query<BestReferrer>(
    `SELECT coalesce(c.name, c.card) AS name, count(*) AS paid,
       sum(r."paidReferrer" + r."paidFriend" + r."paidMilestone") AS points
     FROM referral r JOIN customer c ON c.id = r."referrerId" WHERE r.paid >= ? AND r.paid < ?
     GROUP BY r."referrerId", c.name, c.card ORDER BY paid DESC, points DESC, name LIMIT ?`,
    from,
    to,
    most,
  )
}
