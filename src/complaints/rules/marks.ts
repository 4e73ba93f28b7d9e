import { openBetween } from '../../hours/rules.ts'
import { type Complaint, isOver } from './complaint.ts'
import type { Deed, DeskRules, Doer } from './decide.ts'

/** Something that reports count. `answered` is the first answer; each of the others may come again. */

export type MarkKind = 'answered' | 'settled' | 'withdrawn' | 'reopened' | 'rated'

/** `ms` is the open time that it took. `staffId`: who answered or settled it. */
export type Mark = { kind: MarkKind; staffId: string | null; ms: number | null; rating: number | null }

/** What a deed adds to the figures: `before` and `next` are the complaint as it was and as it is. */
export function marksOf(
  before: Complaint,
  next: Complaint,
  deed: Deed,
  by: Pick<Doer, 'side' | 'id'>,
  now: Date,
  { hours }: Pick<DeskRules, 'hours'>,
): Mark[] {
  const staffId = by.side === 'staff' ? by.id : null
  const mark = (kind: MarkKind, more: Partial<Mark> = {}): Mark => ({
    kind,
    staffId: null,
    ms: null,
    rating: null,
    ...more,
  })
  const marks: Mark[] = []
  if (before.answered === null && next.answered !== null)
    marks.push(mark('answered', { staffId, ms: openBetween(before.created, now, hours) }))
  if (deed.kind === 'rate') marks.push(mark('rated', { rating: deed.rating }))
  if (isOver(before) && !isOver(next)) marks.push(mark('reopened'))
  if (!isOver(before) && next.state === 'resolved') marks.push(mark('settled', { staffId, ms: next.runMs }))
  if (!isOver(before) && next.state === 'withdrawn') marks.push(mark('withdrawn'))
  return marks
}
