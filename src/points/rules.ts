/** The rules of points: pure decisions. Money is in `money.ts`, the shop's own rules in `../program/`. */
export {
  type Earned,
  type Purchase,
  pointsFor,
  rulesAt,
  validity,
} from './earning.ts'
export { post } from './ledger.ts'
export type { Account, Lot } from './lots.ts'
export { type Entry, type EntryKind, MAX_POINTS, type Post, type Posted, type Refused } from './posts.ts'
export { refundPoints } from './refund.ts'
export { historyLines, noticeUntil, type Standing, standing } from './standing.ts'
