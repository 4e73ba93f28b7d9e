import { addOpen, type Hours, nextOpening } from '../../hours/rules.ts'

export const priorities = ['urgent', 'high', 'normal', 'low'] as const
export type Priority = (typeof priorities)[number]

export function isPriority(word: string): word is Priority {
  return (priorities as readonly string[]).includes(word)
}

/** How long something may take, in milliseconds of open time. */
export type Targets = {
  /** Until the first answer. */
  first: number
  /** Until each later answer, from when the customer wrote. */
  next: number
  /** Until it is resolved; time spent waiting for the customer does not count. */
  resolve: number
}

export type ClockRules = {
  hours: Hours
  targets: Record<Priority, Targets>
  /** The part of a target that is left when its warning comes, such as 0.25. */
  warn: number
  /** An alert that nobody claims is repeated further up each time this has passed, in ms of open time… */
  acknowledge: number
  /** …and at most this often. */
  levels: number
}

/** Which alarms were told since they were last reset. Plain JSON. `claim` is the highest level told. */
export type Told = { answer?: 'warned' | 'late'; resolve?: 'warned' | 'late'; claim?: number }

/** What the clocks of a complaint need to know. */
export type ClockState = {
  created: Date
  priority: Priority
  state: 'new' | 'claimed' | 'waiting' | 'resolved' | 'withdrawn' | 'merged'
  /** When it was answered first; null before. */
  answered: Date | null
  /** Since when the customer waits for a word of ours, at first since `created`; null when we spoke last. */
  owedSince: Date | null
  /** Since when the resolution clock runs; null while it is paused or over. */
  runningSince: Date | null
  /** Milliseconds of open time that the resolution clock had used up before `runningSince`. */
  runMs: number
  /** Since when nobody has it; null when somebody has. */
  unclaimedSince: Date | null
  told: Told
}

/** Something to be told at `due`. Level 1 of `unclaimed` is the first repetition of the alert, 2 the next one up. */
export type Alarm =
  | { kind: 'answer-soon' | 'answer-late' | 'resolve-soon' | 'resolve-late'; due: Date }
  | { kind: 'unclaimed'; level: number; due: Date }

const STALE_MS = 15 * 60_000

/** By when the customer must have a word of ours; null when none is owed, and when the shop does not open that long. */
export function answerBy(state: ClockState, rules: ClockRules): Date | null {
  return answerAt(state, rules, 0)
}

/** By when it must be resolved; null while that clock is paused or over, and when the shop does not open that long. */
export function resolveBy(state: ClockState, rules: ClockRules): Date | null {
  return resolveAt(state, rules, 0)
}

/**
 * The alarms that are due and not told yet, by when they fell due: none while waiting for the customer or over. Late
 * counts instead of soon when both are due. They are due in open hours only: what passes at a closing is due at the
 * next opening.
 */
export function alarms(state: ClockState, now: Date, rules: ClockRules): Alarm[] {
  const due = pending(state, rules).filter((alarm) => alarm.due <= now)
  const kinds = new Set(due.map(({ kind }) => kind))
  return due.filter(
    ({ kind }) =>
      !(kind === 'answer-soon' && kinds.has('answer-late')) && !(kind === 'resolve-soon' && kinds.has('resolve-late')),
  )
}

/** When the next alarm that is not told falls due, perhaps in the past; null when none will unless something happens. */
export function nextAlarm(state: ClockState, rules: ClockRules): Date | null {
  return pending(state, rules)[0]?.due ?? null
}

/** What is told once these alarms are, too. */
export function afterTold(told: Told, alarms: readonly Alarm[]): Told {
  const after = { ...told }
  for (const alarm of alarms) {
    if (alarm.kind === 'unclaimed') after.claim = Math.max(after.claim ?? 0, alarm.level)
    else if (alarm.kind === 'answer-soon') after.answer ??= 'warned'
    else if (alarm.kind === 'answer-late') after.answer = 'late'
    else if (alarm.kind === 'resolve-soon') after.resolve ??= 'warned'
    else after.resolve = 'late'
  }
  return after
}

/**
 * Whether it was noticed more than 15 minutes after it fell due, by the clock on the wall: such alarms, found after
 * downtime, are summed up in one message.
 */
export function isStale(alarm: Alarm, now: Date): boolean {
  return now.getTime() - alarm.due.getTime() > STALE_MS
}

/** All alarms not told yet, due or not, by when they fall due. */
function pending(state: ClockState, rules: ClockRules): Alarm[] {
  const { told } = state
  const found: Alarm[] = []
  const add = (at: Date | null, alarm: (due: Date) => Alarm) => {
    if (at !== null) found.push(alarm(nextOpening(at, rules.hours) ?? at))
  }
  if (told.answer === undefined) add(answerAt(state, rules, rules.warn), (due) => ({ kind: 'answer-soon', due }))
  if (told.answer !== 'late') add(answerAt(state, rules, 0), (due) => ({ kind: 'answer-late', due }))
  if (told.resolve === undefined) add(resolveAt(state, rules, rules.warn), (due) => ({ kind: 'resolve-soon', due }))
  if (told.resolve !== 'late') add(resolveAt(state, rules, 0), (due) => ({ kind: 'resolve-late', due }))
  const since = isWorked(state) ? state.unclaimedSince : null
  for (let level = (told.claim ?? 0) + 1; since !== null && level <= rules.levels; level++) {
    add(addOpen(since, level * rules.acknowledge, rules.hours) ?? null, (due) => ({ kind: 'unclaimed', level, due }))
  }
  return found.sort((a, b) => a.due.getTime() - b.due.getTime())
}

/** When only that part of the target for an answer is left. */
function answerAt(state: ClockState, { hours, targets }: ClockRules, left: number): Date | null {
  if (!isWorked(state) || state.owedSince === null) return null
  const target = targets[state.priority][state.answered === null ? 'first' : 'next']
  return addOpen(state.owedSince, Math.round(target * (1 - left)), hours) ?? null
}

function resolveAt(state: ClockState, { hours, targets }: ClockRules, left: number): Date | null {
  if (!isWorked(state) || state.runningSince === null) return null
  const target = Math.round(targets[state.priority].resolve * (1 - left))
  return addOpen(state.runningSince, target - state.runMs, hours) ?? null
}

/** Whether it is our turn. */
function isWorked({ state }: ClockState): boolean {
  return state === 'new' || state === 'claimed'
}
