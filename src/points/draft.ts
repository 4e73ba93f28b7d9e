import { type Account, byExpiry, isDue, type Lot } from './lots.ts'
import type { Entry } from './posts.ts'

/** An account while a post is worked out. Lots are replaced, never changed. */
export type Draft = {
  lots: Map<string, Lot>
  changed: Set<string>
  debt: number
  entries: Entry[]
  readonly at: Date
  readonly newLot: string
}

/** What the entries of one move have in common. */
export type Line = Omit<Entry, 'points' | 'at' | 'lot'>

/** Opens a draft of the account as it is. */
export function draftOf(account: Account, at: Date, newLot: string): Draft {
  const lots = new Map(account.lots.map((lot) => [lot.id, lot]))
  return { lots, changed: new Set(), debt: account.debt, entries: [], at, newLot }
}

/** Adds a lot, and makes good with it what is owed: first lots below zero, then the debt. */
export function add(
  draft: Draft,
  source: Pick<Lot, 'purchase' | 'earnedAt' | 'usableAt' | 'expiresAt'>,
  points: number,
  entry: Line,
): void {
  const fresh: Lot = { id: draft.newLot, points, remaining: 0, expired: 0, ...source }
  move(draft, fresh, points, entry)
  for (const lot of inOrder(draft)) {
    const left = current(draft, fresh)
    const filled = Math.min(left.remaining, -lot.remaining)
    if (filled <= 0) continue
    move(draft, left, -filled, { kind: 'transfer' })
    move(draft, lot, filled, { kind: 'transfer' })
  }
  const left = current(draft, fresh)
  const repaid = Math.min(left.remaining, draft.debt)
  if (repaid <= 0) return
  move(draft, left, -repaid, { kind: 'repay' })
  draft.debt -= repaid
}

/** Takes points from these lots in this order, none below zero; returns what they did not hold. */
export function take(draft: Draft, lots: Lot[], points: number, entry: Line): number {
  let rest = points
  for (const lot of lots) {
    const taken = Math.min(rest, lot.remaining)
    if (taken <= 0) continue
    move(draft, lot, -taken, entry)
    rest -= taken
  }
  return rest
}

/** Lets go of everything whose time has run out. */
export function expireDue(draft: Draft): void {
  for (const lot of inOrder(draft)) {
    if (!isDue(lot, draft.at)) continue
    move(draft, { ...lot, expired: lot.expired + lot.remaining }, -lot.remaining, { kind: 'expire' })
  }
}

/** Adds points to a lot, or takes them when below zero, and records it. */
export function move(draft: Draft, lot: Lot, points: number, line: Line): void {
  put(draft, { ...lot, remaining: lot.remaining + points })
  record(draft, { ...line, points, lot: lot.id })
}

/** Adds an entry to the ledger. */
export function record(draft: Draft, entry: Omit<Entry, 'at'>): void {
  draft.entries.push({ ...entry, at: draft.at })
}

/** Sets the new state of a lot. */
export function put(draft: Draft, lot: Lot): void {
  draft.lots.set(lot.id, lot)
  draft.changed.add(lot.id)
}

/** The state of that lot by now. */
export function current(draft: Draft, lot: Lot): Lot {
  return draft.lots.get(lot.id) ?? lot
}

/** All lots, in the order in which points go. */
export function inOrder(draft: Draft): Lot[] {
  return [...draft.lots.values()].sort(byExpiry)
}
