import type { ReferralRules } from '../../program/program.ts'

/**
 * - `joined`: nothing that counts was bought yet;
 * - `bought`: something that counts was, and its hold runs;
 * - `rewarded`: it is paid;
 * - `held`: a manager has to decide;
 * - `refused`: nothing will be paid, for a {@link Reason};
 * - `expired`: nothing was bought in time.
 */
export type State = 'joined' | 'bought' | 'rewarded' | 'held' | 'refused' | 'expired'

/**
 * - `self`: both are one customer;
 * - `existing`: the friend had bought before;
 * - `second`: somebody else brought him first;
 * - `no`: a manager said so;
 * - `over`: more than the ceiling in that month;
 * - `erased`: one of the two was forgotten before;
 * - `ring`: the friend brought the referrer, perhaps by way of others;
 * - `burst`: too many friends within a day;
 * - `linked`: both were one customer once, and were parted again.
 */
export type Reason = 'self' | 'existing' | 'second' | 'no' | 'over' | 'erased' | 'ring' | 'burst' | 'linked'

/** What is paid, or was. In points. */
export type Amounts = { referrer: number; friend: number; milestone: number }

/** A purchase of the friend; amounts in minor units. */
export type Bought = {
  id: string
  at: Date
  created: Date
  amount: number
  refunds: readonly { amount: number; created: Date }[]
}

/** What is known of one referral. Who the two are is who they are now. */
export type Facts = {
  id: number
  joined: Date
  /** The rules of the day on which he joined: what was promised. */
  terms: ReferralRules
  isSelf: boolean
  /** Whether he had bought anything before he joined. */
  isExisting: boolean
  /** Whether an earlier referral of the same person is there. */
  isSecond: boolean
  /** Whether the friend is among those who brought the referrer. */
  isRing: boolean
  /** Whether both were one customer once. */
  wereOne: boolean
  decision: 'yes' | 'no' | null
  decided: Date | null
  /** His purchases since he joined and within the time that he has. */
  purchases: readonly Bought[]
  /** Set once one of the two was forgotten: it stays as it was. `counts`: when its reward fell due, if it did. */
  frozen: { state: State; reason: Reason | null; counts: Date | null; amounts: Amounts } | null
}

/** How a referral stands. */
export type Standing = {
  id: number
  state: State
  reason: Reason | null
  /** The purchase that counts, and when its reward falls due, or fell. */
  purchase: string | null
  bought: Date | null
  counts: Date | null
  /** What is owed for it by now. */
  owed: Amounts
  /** When to look at it again, though nothing should happen. */
  due: Date | null
}

/** In the order in which they joined. */
export const byJoined = (a: { joined: Date; id: number }, b: { joined: Date; id: number }): number =>
  a.joined.getTime() - b.joined.getTime() || a.id - b.id
