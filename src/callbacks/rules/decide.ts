import { type Callback, isOver } from './callback.ts'

/** What can be done to a callback. `at`: the time it is moved to; of `nobody`, when it is tried again, null for no more. */
export type CallDeed =
  | { kind: 'book'; at: Date; minutes: number; isReminded: boolean }
  | { kind: 'move'; at: Date; minutes: number; isReminded: boolean }
  | { kind: 'nobody'; at: Date | null; minutes: number; isReminded: boolean }
  | { kind: 'cancel' }
  | { kind: 'claim' }
  | { kind: 'done'; note: string }
  | { kind: 'note'; text: string }

/** `held`: somebody else has it. `talking`: it is being called already. */
export type CallRefusal = 'over' | 'held' | 'yours' | 'talking' | 'empty' | 'unbooked'

/** Longest note that is kept. */
const longestNote = 2_000

/** How a callback stands after that, or why it cannot be done. `by`: who does it. */
export function decideCall(
  callback: Callback,
  deed: CallDeed,
  by: string,
  now: Date,
): { next: Callback } | { refused: CallRefusal } {
  const { state, assigneeId } = callback
  // Of what was missed staff can still make the best.
  const isLost = state === 'missed' && (deed.kind === 'claim' || deed.kind === 'done' || deed.kind === 'note')
  if (isOver(callback) && !isLost) return { refused: 'over' }
  const isByStaff = deed.kind !== 'book' && deed.kind !== 'cancel'
  if (state === 'choosing' && isByStaff) return { refused: 'unbooked' }
  const claimed = callback.claimed ?? now
  switch (deed.kind) {
    case 'book':
    case 'cancel':
      if (state === 'claimed') return { refused: 'talking' }
      return { next: deed.kind === 'book' ? booked(callback, deed) : { ...callback, state: 'cancelled', ended: now } }
    case 'move':
      return { next: booked(callback, deed) }
    case 'claim':
      if (state === 'claimed') return { refused: assigneeId === by ? 'yours' : 'held' }
      return {
        next: {
          ...callback,
          state: 'claimed',
          assigneeId: by,
          claimed: now,
          tried: callback.tried ?? now,
          ended: null,
        },
      }
    case 'done':
      return {
        next: {
          ...callback,
          state: 'done',
          assigneeId: assigneeId ?? by,
          claimed,
          tried: callback.tried ?? now,
          ended: now,
          note: noted(callback.note, deed.note),
        },
      }
    case 'nobody': {
      const tried = { ...callback, tries: callback.tries + 1, claimed, tried: callback.tried ?? now }
      if (deed.at === null) return { next: { ...tried, state: 'missed', assigneeId: assigneeId ?? by, ended: now } }
      return { next: booked(tried, { ...deed, at: deed.at }) }
    }
    case 'note':
      if (deed.text.trim() === '') return { refused: 'empty' }
      return { next: { ...callback, note: noted(callback.note, deed.text) } }
  }
}

function booked(
  { told, ...callback }: Callback,
  { at, minutes, isReminded }: { at: Date; minutes: number; isReminded: boolean },
): Callback {
  const { missed } = told
  return {
    ...callback,
    at,
    minutes,
    state: 'booked',
    assigneeId: null,
    told: { ...(missed && { missed }), ...(isReminded && { reminded: 1 }) },
  }
}

function noted(before: string | null, added: string): string | null {
  const all = [before, added.trim()].filter((it) => it !== null && it !== '').join('\n')
  return all === '' ? null : all.slice(-longestNote)
}
