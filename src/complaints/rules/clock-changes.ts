import { nextOpening, openBetween } from '../../hours/rules.ts'
import { afterTold, alarms, type ClockRules, type ClockState, type Priority, type Told } from './clock.ts'

/** The clocks of a new complaint: an answer is owed, the resolution runs, and nobody has it. */
export function opened(created: Date, priority: Priority): ClockState {
  return {
    created,
    priority,
    state: 'new',
    answered: null,
    owedSince: created,
    runningSince: created,
    runMs: 0,
    unclaimedSince: created,
    told: {},
  }
}

/** Somebody has it. */
export function claimedBy(state: ClockState): ClockState {
  return {
    ...state,
    state: state.state === 'new' ? 'claimed' : state.state,
    unclaimedSince: null,
    told: without(state.told, 'claim'),
  }
}

/** Nobody has it any more: its alert has to be acknowledged anew. Nothing changes for one that is over. */
export function unclaimed(state: ClockState, now: Date): ClockState {
  if (isOver(state)) return state
  return {
    ...state,
    state: state.state === 'claimed' ? 'new' : state.state,
    unclaimedSince: now,
    told: without(state.told, 'claim'),
  }
}

/** It waits for the customer: every clock stands still. What is owed to him stays owed. */
export function paused(state: ClockState, now: Date, rules: ClockRules): ClockState {
  if (isOver(state)) return state
  return { ...stopped(state, now, rules), state: 'waiting' }
}

/**
 * It is our turn again. The resolution clock goes on where it stood; an answer still owed, and an alert still not
 * claimed, count from now. Nothing changes for one that was not waiting.
 */
export function resumed(state: ClockState, now: Date): ClockState {
  if (state.state !== 'waiting') return state
  const { owedSince, unclaimedSince, told } = state
  return {
    ...state,
    state: unclaimedSince === null ? 'claimed' : 'new',
    runningSince: now,
    owedSince: owedSince && now,
    unclaimedSince: unclaimedSince && now,
    told: without(owedSince === null ? told : without(told, 'answer'), 'claim'),
  }
}

/**
 * The customer wrote: a word is owed from now, unless one was owed already. Nothing changes for one that is over;
 * it has to be reopened.
 */
export function customerWrote(state: ClockState, now: Date): ClockState {
  if (isOver(state)) return state
  const again = resumed(state, now)
  if (again.owedSince !== null) return again
  return { ...again, owedSince: now, told: without(again.told, 'answer') }
}

/** Staff answered: no word is owed until the customer writes again. */
export function staffAnswered(state: ClockState, now: Date): ClockState {
  return { ...state, answered: state.answered ?? now, owedSince: null, told: without(state.told, 'answer') }
}

/** Staff answered with a question: it waits for the customer. */
export function askedCustomer(state: ClockState, now: Date, rules: ClockRules): ClockState {
  return paused(staffAnswered(state, now), now, rules)
}

/** It is over, and every clock stops. */
export function over(
  state: ClockState,
  how: 'resolved' | 'withdrawn' | 'merged',
  now: Date,
  rules: ClockRules,
): ClockState {
  return { ...stopped(state, now, rules), state: how, owedSince: null, unclaimedSince: null }
}

/** It is open again, and nobody has it: all clocks begin anew, so that nothing is late at once. */
export function reopened(state: ClockState, now: Date): ClockState {
  return { ...state, state: 'new', owedSince: now, runningSince: now, runMs: 0, unclaimedSince: now, told: {} }
}

/**
 * Another priority, and so other targets. What was told is told again only when it comes about again: what is late by
 * both is not, what is not late any more may be.
 */
export function prioritized(state: ClockState, priority: Priority, now: Date, rules: ClockRules): ClockState {
  const changed = { ...state, priority }
  // While closed, or waiting for the customer, by how it would be when it goes on.
  const at = nextOpening(now, rules.hours) ?? now
  const trueNow = afterTold({}, alarms({ ...resumed(changed, at), told: {} }, at, rules))
  return {
    ...changed,
    told: {
      ...only('claim', state.told.claim),
      ...only('answer', lesser(state.told.answer, trueNow.answer)),
      ...only('resolve', lesser(state.told.resolve, trueNow.resolve)),
    },
  }
}

function stopped(state: ClockState, now: Date, { hours }: ClockRules): ClockState {
  if (state.runningSince === null) return state
  return { ...state, runningSince: null, runMs: state.runMs + openBetween(state.runningSince, now, hours) }
}

function isOver({ state }: ClockState): boolean {
  return state !== 'new' && state !== 'claimed' && state !== 'waiting'
}

function without(told: Told, key: keyof Told): Told {
  const { [key]: _, ...rest } = told
  return rest
}

function only<K extends keyof Told>(key: K, value: Told[K] | undefined): Told {
  return value === undefined ? {} : { [key]: value }
}

type Stage = 'warned' | 'late' | undefined

function lesser(a: Stage, b: Stage): Stage {
  if (a === undefined || b === undefined) return undefined
  return a === 'late' && b === 'late' ? 'late' : 'warned'
}
