import { DateTime } from 'luxon'
import type { Duration } from '../../program/duration.ts'
import type { Role } from '../../staff/rules.ts'
import type { ClockRules, Priority } from './clock.ts'
import {
  askedCustomer,
  claimedBy,
  customerWrote,
  over,
  prioritized,
  reopened,
  staffAnswered,
  unclaimed,
} from './clock-changes.ts'
import { type Complaint, isOver, type LineKind, type Outcome } from './complaint.ts'

/** Something that is done to a complaint. `told`, `withdraw` and `rate` are the customer's, `reopen` is for both. */
export type Deed =
  | { kind: 'claim' | 'unclaim' | 'withdraw' }
  | { kind: 'reopen'; text: string }
  | { kind: 'assign'; to: string }
  | { kind: 'hand'; seat: string }
  | { kind: 'tell' | 'answer' | 'ask' | 'note'; text: string; files: readonly string[] }
  | { kind: 'categorize'; category: string }
  | { kind: 'prioritize'; priority: Priority }
  | { kind: 'relate'; purchaseId: string }
  | { kind: 'resolve'; outcome: Outcome; text: string }
  | { kind: 'merge'; into: Pick<Complaint, 'id' | 'customerId' | 'state'> }
  | { kind: 'rate'; rating: number }

/** Who does it: one of the staff, or the customer. `id` is null for the API and for the program itself. */
export type Doer = { side: 'staff' | 'customer'; id: string | null; role: Role }

export type Refusal =
  | 'not-yours'
  | 'not-allowed'
  | 'over'
  | 'not-over'
  | 'too-late'
  | 'taken'
  | 'unchanged'
  | 'empty'
  | 'same'
  | 'other-customer'

/**
 * What a deed writes down. `event` names one that nobody wrote. `isBad`: the customer is not happy with how it was
 * settled.
 */
export type Written = {
  kind: LineKind
  text: string
  files: readonly string[]
  event?: string
  detail?: Record<string, string | number>
}

export type Decision = { refused: Refusal } | { next: Complaint; line: Written; isBad?: true }

/** `reopen`: for how long after it was settled the customer may open it again. */
export type DeskRules = ClockRules & { reopen: Duration; timeZone: string }

/** Ratings up to this one are bad. */
const worstRating = 2
export const isBadRating = (rating: number) => rating <= worstRating

const staffOnly: ReadonlySet<Deed['kind']> = new Set([
  'claim',
  'unclaim',
  'assign',
  'hand',
  'answer',
  'ask',
  'note',
  'categorize',
  'prioritize',
  'relate',
  'resolve',
  'merge',
])

/**
 * What comes of a deed, or why not. Everything that may have changed since a button was drawn is looked at here: who
 * does it, whose complaint it is, and how it stands.
 */
export function decide(complaint: Complaint, deed: Deed, by: Doer, now: Date, rules: DeskRules): Decision {
  const refusal = forbidden(complaint, deed, by)
  if (refusal) return { refused: refusal }
  const event = (next: Complaint, name: string, detail: Record<string, string | number> = {}): Decision => ({
    next,
    line: { kind: 'event', text: '', files: [], event: name, detail },
  })
  switch (deed.kind) {
    case 'claim':
      if (isOver(complaint)) return { refused: 'over' }
      if (complaint.assigneeId !== null) return { refused: complaint.assigneeId === by.id ? 'unchanged' : 'taken' }
      return event(held(complaint, by), 'claimed')
    case 'unclaim':
      if (isOver(complaint)) return { refused: 'over' }
      if (complaint.assigneeId === null) return { refused: 'unchanged' }
      return event({ ...complaint, ...unclaimed(complaint, now), assigneeId: null }, 'unclaimed')
    case 'assign':
      if (isOver(complaint)) return { refused: 'over' }
      if (complaint.assigneeId === deed.to) return { refused: 'unchanged' }
      return event({ ...complaint, ...claimedBy(complaint), assigneeId: deed.to }, 'assigned', { to: deed.to })
    case 'hand':
      if (isOver(complaint)) return { refused: 'over' }
      return event({ ...complaint, ...unclaimed(complaint, now), assigneeId: null }, 'handed', { seat: deed.seat })
    case 'tell':
      if (isOver(complaint)) return { refused: 'over' }
      return written('told', deed, { ...complaint, ...customerWrote(complaint, now) })
    case 'note':
      return written('note', deed, complaint)
    case 'answer': {
      if (complaint.state === 'withdrawn' || complaint.state === 'merged') return { refused: 'over' }
      const mine = isOver(complaint) ? complaint : held(complaint, by)
      return written('answer', deed, { ...mine, ...staffAnswered(mine, now), answers: complaint.answers + 1 })
    }
    case 'ask': {
      if (isOver(complaint)) return { refused: 'over' }
      const mine = held(complaint, by)
      return written('asked', deed, { ...mine, ...askedCustomer(mine, now, rules), answers: complaint.answers + 1 })
    }
    case 'categorize':
      if (complaint.category === deed.category) return { refused: 'unchanged' }
      return event({ ...complaint, category: deed.category }, 'categorized', { category: deed.category })
    case 'prioritize':
      if (isOver(complaint)) return { refused: 'over' }
      if (complaint.priority === deed.priority) return { refused: 'unchanged' }
      return event({ ...complaint, ...prioritized(complaint, deed.priority, now, rules) }, 'prioritized', {
        priority: deed.priority,
      })
    case 'relate':
      if (complaint.purchaseId === deed.purchaseId) return { refused: 'unchanged' }
      return event({ ...complaint, purchaseId: deed.purchaseId }, 'related', { purchase: deed.purchaseId })
    case 'resolve': {
      if (isOver(complaint)) return { refused: 'over' }
      const said = deed.text.trim() === '' ? complaint : { ...complaint, ...staffAnswered(complaint, now) }
      const next: Complaint = {
        ...said,
        ...over(said, 'resolved', now, rules),
        assigneeId: complaint.assigneeId ?? by.id,
        answers: complaint.answers + (deed.text.trim() === '' ? 0 : 1),
        outcome: deed.outcome,
        ended: now,
      }
      const line: Written = { kind: 'event', text: deed.text, files: [], event: 'resolved' }
      return { next, line: { ...line, detail: { outcome: deed.outcome } } }
    }
    case 'merge':
      if (isOver(complaint) || isOver(deed.into)) return { refused: 'over' }
      if (deed.into.id === complaint.id) return { refused: 'same' }
      if (deed.into.customerId !== complaint.customerId) return { refused: 'other-customer' }
      return event(
        { ...complaint, ...over(complaint, 'merged', now, rules), mergedInto: deed.into.id, ended: now },
        'merged',
        { into: deed.into.id },
      )
    case 'withdraw':
      if (isOver(complaint)) return { refused: 'over' }
      return event({ ...complaint, ...over(complaint, 'withdrawn', now, rules), ended: now }, 'withdrawn')
    case 'reopen':
      return again(complaint, deed.text, by, now, rules)
    case 'rate': {
      if (complaint.state !== 'resolved' && isOver(complaint)) return { refused: 'over' }
      if (!isOver(complaint) && complaint.rating === null) return { refused: 'not-over' }
      const isBad = isBadRating(deed.rating)
      // A bad one that was given before has opened it again: given once more, it is about how it was settled now.
      const isAnew = isBad && complaint.state === 'resolved'
      if (complaint.rating === deed.rating && !isAnew) return { refused: 'unchanged' }
      const rated = { ...complaint, rating: deed.rating }
      const isInTime = !isOver(complaint) || now <= lastDay(complaint, rules)
      const next: Complaint = isBad && isOver(complaint) && isInTime ? { ...rated, ...open(rated, now) } : rated
      const decision = event(next, 'rated', { rating: deed.rating })
      return isBad && 'next' in decision ? { ...decision, isBad } : decision
    }
    default:
      return deed satisfies never
  }
}

function forbidden(complaint: Complaint, deed: Deed, by: Doer): Refusal | undefined {
  if (by.side === 'customer') {
    if (by.id !== complaint.customerId) return 'not-yours'
    return staffOnly.has(deed.kind) ? 'not-allowed' : undefined
  }
  if (by.role === 'customer') return 'not-allowed'
  if (!staffOnly.has(deed.kind) && deed.kind !== 'reopen' && deed.kind !== 'tell') return 'not-allowed'
  const isOthers = complaint.assigneeId !== null && complaint.assigneeId !== by.id
  return deed.kind === 'unclaim' && isOthers && by.role === 'staff' ? 'not-allowed' : undefined
}

/** Whoever answers one that nobody has, has it. */
function held(complaint: Complaint, by: Doer): Complaint {
  if (complaint.assigneeId !== null || by.id === null) return complaint
  return { ...complaint, ...claimedBy(complaint), assigneeId: by.id }
}

function written(
  kind: LineKind,
  { text, files }: { text: string; files: readonly string[] },
  next: Complaint,
): Decision {
  if (text.trim() === '' && files.length === 0) return { refused: 'empty' }
  return { next, line: { kind, text: text.trim(), files } }
}

function again(complaint: Complaint, text: string, by: Doer, now: Date, rules: DeskRules): Decision {
  if (complaint.state === 'merged') return { refused: 'over' }
  if (!isOver(complaint) || complaint.ended === null) return { refused: 'not-over' }
  if (by.side === 'customer' && now > lastDay(complaint, rules)) return { refused: 'too-late' }
  return { next: open(complaint, now), line: { kind: 'event', text: text.trim(), files: [], event: 'reopened' } }
}

/** End of the last day on which the customer may open it again. */
function lastDay({ ended, created }: Complaint, { reopen: { count, unit }, timeZone }: DeskRules): Date {
  const from = DateTime.fromJSDate(ended ?? created, { zone: timeZone })
  return from
    .plus({ [unit]: count })
    .endOf('day')
    .toJSDate()
}

function open(complaint: Complaint, now: Date): Complaint {
  return {
    ...complaint,
    ...reopened(complaint, now),
    assigneeId: null,
    ended: null,
    outcome: null,
    reopened: complaint.reopened + 1,
  }
}
