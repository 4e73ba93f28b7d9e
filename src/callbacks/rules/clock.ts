import { type Callback, isOver } from './callback.ts'

/** Times in milliseconds. `acknowledge`: how long a call may stand there before managers hear of it. */
export type CallClock = { remind: number; acknowledge: number }

/** What a look at the clock finds. `unseen`: it was never shown in time, since nobody looked. */
export type CallEvent =
  | { kind: 'forgotten' | 'remind' | 'due' | 'unclaimed' | 'held' }
  | { kind: 'missed'; isStale: boolean }

const minute = 60_000
/** How long before its time a call is shown to staff. */
const early = 5 * minute
/** How long somebody may think about when to be called. */
const patience = 24 * 60 * minute
/** How long after its end a call that somebody took may be without a word. */
const holding = 30 * minute
/** Later than this after it was missed nobody can have looked. */
const staleAfter = 10 * minute

type Moment = { event: CallEvent['kind']; at: number }

const after = (at: Date, ms: number) => at.getTime() + ms

/** When a call that nobody takes counts as missed. */
function missedAt({ minutes }: Callback, at: Date, { acknowledge }: CallClock): number {
  return after(at, minutes * minute + 2 * acknowledge)
}

/** What is still to come, in any order. */
function moments(callback: Callback, clock: CallClock): Moment[] {
  const { state, at, told, created, claimed, minutes } = callback
  if (isOver(callback)) return []
  if (at === null) return state === 'choosing' ? [{ event: 'forgotten', at: after(created, patience) }] : []
  const reminder = after(at, -clock.remind)
  const found: Moment[] = []
  if (state === 'booked') {
    if (callback.kind === 'asked' && clock.remind > early && !told.reminded)
      found.push({ event: 'remind', at: reminder })
    found.push({ event: 'due', at: after(at, -early) })
  }
  if (state === 'booked' || state === 'due') {
    if (!told.unclaimed) found.push({ event: 'unclaimed', at: after(at, clock.acknowledge) })
    found.push({ event: 'missed', at: missedAt(callback, at, clock) })
  }
  if (state === 'claimed' && !told.held)
    found.push({ event: 'held', at: Math.max(at.getTime(), claimed?.getTime() ?? 0) + minutes * minute + holding })
  return found
}

/** When its clock has to be looked at next; null for never. */
export function nextAlarm(callback: Callback, clock: CallClock): Date | null {
  const times = moments(callback, clock).map(({ at }) => at)
  return times.length === 0 ? null : new Date(Math.min(...times))
}

/** What is due now, and how it stands afterwards. Only what still matters is told: of what is past the last. */
export function ring(callback: Callback, now: Date, clock: CallClock): { next: Callback; events: CallEvent[] } {
  const due = moments(callback, clock).filter(({ at }) => at <= now.getTime())
  const rang = new Set(due.map(({ event }) => event))
  const { told, at } = callback
  if (rang.has('forgotten'))
    return { next: { ...callback, state: 'cancelled', ended: now }, events: [{ kind: 'forgotten' }] }
  if (rang.has('missed')) {
    const isStale = callback.state === 'booked' || now.getTime() > missedAt(callback, at ?? now, clock) + staleAfter
    return {
      next: {
        ...callback,
        state: 'missed',
        ended: now,
        told: { ...told, missed: 1 },
        stale: isStale ? now : callback.stale,
      },
      events: [{ kind: 'missed', isStale }],
    }
  }
  const events: CallEvent[] = []
  let next = callback
  // A reminder at the last moment would only cross with the call.
  if (rang.has('remind')) {
    next = { ...next, told: { ...next.told, reminded: 1 } }
    if (!rang.has('due')) events.push({ kind: 'remind' })
  }
  if (rang.has('due')) {
    next = { ...next, state: 'due' }
    events.push({ kind: 'due' })
  }
  for (const kind of ['unclaimed', 'held'] as const)
    if (rang.has(kind)) {
      next = { ...next, told: { ...next.told, [kind]: 1 } }
      events.push({ kind })
    }
  return { next, events }
}
