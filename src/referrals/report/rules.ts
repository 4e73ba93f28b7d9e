import type { Days } from '../../reports/period.ts'
import type { ReferralFigure } from './store.ts'

/** What happened in some days. `points`: what was paid for those whose reward was paid then. */
export type ReferralCounts = { joined: number; bought: number; paid: number; points: number }

const none = (): ReferralCounts => ({ joined: 0, bought: 0, paid: 0, points: 0 })

/** Figures of a period, of each of its pieces, and how many wait for a decision among them. */
export type ReferralFigures = { all: ReferralCounts; pieces: ReferralCounts[]; held: number; refused: number }

/** Puts together what was counted: each event in the days in which it happened. */
export function referralFigures(rows: readonly ReferralFigure[], pieces: readonly Days[]): ReferralFigures {
  const parts = pieces.map(none)
  const partOf = (at: Date | null) =>
    at === null ? undefined : parts[pieces.findIndex(({ from, to }) => at >= from && at < to)]
  for (const { joined, bought, paid, points } of rows) {
    const [join, buy, pay] = [partOf(joined), partOf(bought), partOf(paid)]
    if (join) join.joined += 1
    if (buy) buy.bought += 1
    if (!pay) continue
    pay.paid += 1
    pay.points += points
  }
  const all = none()
  for (const part of parts) for (const key of ['joined', 'bought', 'paid', 'points'] as const) all[key] += part[key]
  const came = rows.filter(({ joined }) => partOf(joined) !== undefined)
  const inState = (state: ReferralFigure['state']) => came.filter((row) => row.state === state).length
  return { all, pieces: parts, held: inState('held'), refused: inState('refused') }
}

/** Points for one new customer, rounded; undefined when there is none. */
export const costOf = ({ paid, points }: ReferralCounts): number | undefined =>
  paid === 0 ? undefined : Math.round(points / paid)
