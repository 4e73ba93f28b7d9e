import { add, current, type Draft, draftOf, expireDue, inOrder, move, put, record, take } from './draft.ts'
import { type Account, isUsable, type Lot, sumOf } from './lots.ts'
import { isBounded, MAX_POINTS, type Post, type Posted, type Refused } from './posts.ts'

type Outcome = Refused | undefined

/**
 * Posts to an account; the one given is left as it is. `ids.lot` is the id of the lot that an `earn` or an upward
 * `adjust` adds.
 *
 * The account may hold a part of the customer's lots only: those below zero for an `earn` or an upward `adjust`; all
 * that do not stand at zero for a `spend`, a downward `adjust` and an `expire`; for a `refund` also the lot of the
 * purchase, wherever it stands.
 */
export function post(account: Account, what: Post, ids: { lot: string }): Posted | Refused {
  if (!isBounded(what)) return { refused: 'out-of-bounds', available: 0 }
  const draft = draftOf(account, what.at, ids.lot)
  expireDue(draft)
  const unchanged = refuse(draft, 'out-of-bounds')
  const refused = apply(draft, what)
  if (refused !== undefined) return refused
  // A purchase that comes in late may bring points that are over already.
  if (what.kind === 'earn') expireDue(draft)
  const lots = [...draft.lots.values()]
  if (Math.abs(sumOf(lots)) > MAX_POINTS || draft.debt > MAX_POINTS) return unchanged
  return {
    account: { customer: account.customer, lots, debt: draft.debt },
    entries: draft.entries,
    changedLots: lots.filter((lot) => draft.changed.has(lot.id)),
  }
}

function apply(draft: Draft, what: Post): Outcome {
  switch (what.kind) {
    case 'earn':
      return earn(draft, what)
    case 'spend':
      return spend(draft, what)
    case 'adjust':
      return adjust(draft, what)
    case 'refund':
      return refund(draft, what)
    case 'expire':
      return undefined
    default:
      return what satisfies never
  }
}

function earn(draft: Draft, { points, purchase, earnedAt, usableAt, expiresAt }: Post & { kind: 'earn' }): Outcome {
  if ([...draft.lots.values()].some((lot) => lot.purchase === purchase)) return refuse(draft, 'already-earned')
  if (points > 0) add(draft, { purchase, earnedAt, usableAt, expiresAt }, points, { kind: 'earn', purchase })
  return undefined
}

function spend(draft: Draft, { points, reason, author }: Post & { kind: 'spend' }): Outcome {
  const usable = inOrder(draft).filter((lot) => isUsable(lot, draft.at))
  const available = sumOf(usable)
  if (points > available) return { refused: 'not-enough', available }
  take(draft, usable, points, { kind: 'spend', ...(reason && { reason }), ...(author && { author }) })
  return undefined
}

function adjust(draft: Draft, post: Post & { kind: 'adjust' }): Outcome {
  const { at, points, reason, author, expiresAt, usableAt = at, debtPolicy } = post
  if (reason.trim() === '') return refuse(draft, 'no-reason')
  if (author.trim() === '') return refuse(draft, 'no-author')
  const entry = { kind: 'adjust', reason, author } as const
  if (points > 0) {
    add(draft, { earnedAt: at, usableAt, expiresAt }, points, entry)
    return undefined
  }
  const lots = inOrder(draft)
  const available = Math.max(0, sumOf(lots))
  if (-points > available && debtPolicy === undefined) return { refused: 'not-enough', available }
  const rest = take(draft, lots, -points, entry)
  if (rest === 0) return undefined
  if (debtPolicy === 'negative') {
    const below: Lot = {
      id: draft.newLot,
      points: 0,
      remaining: 0,
      expired: 0,
      earnedAt: at,
      usableAt: at,
      expiresAt: null,
    }
    move(draft, below, -rest, entry)
    return undefined
  }
  record(draft, { ...entry, points: -rest })
  record(draft, { kind: 'owe', reason, points: rest })
  draft.debt += rest
  return undefined
}

function refund(draft: Draft, { points, purchase, debtPolicy }: Post & { kind: 'refund' }): Outcome {
  if (points === 0) return undefined
  const own = [...draft.lots.values()].find((lot) => lot.purchase === purchase)
  if (own === undefined) return refuse(draft, 'unknown-purchase')
  if (points > own.points) return refuse(draft, 'over-refund')
  const entry = { kind: 'refund', purchase } as const
  // What ran out is gone for the customer already. Counted once, so that the order of expiry and refund is the same.
  const gone = Math.min(points, own.expired)
  if (gone > 0) put(draft, { ...own, expired: own.expired - gone })
  const others = inOrder(draft).filter((lot) => lot.id !== own.id)
  const rest = take(draft, [current(draft, own), ...others], points - gone, entry)
  if (rest === 0) return undefined
  if (debtPolicy === 'negative') {
    move(draft, current(draft, own), -rest, entry)
    return undefined
  }
  record(draft, { ...entry, points: -rest })
  record(draft, { kind: 'owe', purchase, points: rest })
  draft.debt += rest
  return undefined
}

function refuse(draft: Draft, refused: Refused['refused']): Refused {
  return { refused, available: Math.max(0, sumOf([...draft.lots.values()])) }
}
