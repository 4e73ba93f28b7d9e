import type { CallbackState } from '../rules/callback.ts'

/** A call in figures. `isMissed`: by us, whatever became of it. `bought`: again within thirty days after it. */
export type CallFigure = {
  id: number
  kind: 'asked' | 'task'
  how: 'phone' | 'chat'
  state: CallbackState
  at: Date
  created: Date
  tried: Date | null
  ended: Date | null
  tries: number
  isMissed: boolean
  staff: string | null
  bought: boolean
}

/** How a call went: within the time agreed, later, not at all; nobody there in the end; called off; or not yet. */
export type CallFate = 'kept' | 'late' | 'missed' | 'unreached' | 'cancelled' | 'open'

/** Times in milliseconds. */
type CallTimes = { median: number; p90: number }

export type CallCounts = Record<CallFate, number>

export type CallFigures = {
  all: CallCounts
  pieces: CallCounts[]
  /** From the wish to the first try. */
  waited: CallTimes | null
  /** Calls that came about, and how many of these customers bought again. */
  made: number
  bought: number
}

/** How a call went. `grace`: how late it may be and still counts as kept. */
export function fateOf(call: CallFigure, grace: number): CallFate {
  const { state, at, tried, isMissed } = call
  if (isMissed) return 'missed'
  if (state === 'missed') return 'unreached'
  if (state === 'cancelled') return 'cancelled'
  if (tried === null) return 'open'
  return tried.getTime() <= at.getTime() + grace ? 'kept' : 'late'
}

/** Whether staff spoke with the customer. */
export const isMade = ({ state }: CallFigure): boolean => state === 'done'

const none = (): CallCounts => ({ kept: 0, late: 0, missed: 0, unreached: 0, cancelled: 0, open: 0 })

/** Puts together what was counted; `pieceOf` gives the part of the period that a call belongs to. */
export function callFigures(
  calls: readonly CallFigure[],
  pieceOf: (at: Date) => number,
  pieces: number,
  grace: number,
): CallFigures {
  const all = none()
  const parts = Array.from({ length: pieces }, none)
  for (const call of calls) {
    const fate = fateOf(call, grace)
    all[fate] += 1
    const part = parts[pieceOf(call.at)]
    if (part) part[fate] += 1
  }
  const waited = calls.flatMap(({ created, tried }) => (tried ? [tried.getTime() - created.getTime()] : []))
  const made = calls.filter(isMade)
  return {
    all,
    pieces: parts,
    waited: waited.length === 0 ? null : timesOf(waited),
    made: made.length,
    bought: made.filter(({ bought }) => bought).length,
  }
}

/** Of ten the fifth and the ninth, as they rank: times that really were. */
function timesOf(taken: readonly number[]): CallTimes {
  const sorted = [...taken].sort((a, b) => a - b)
  const ranked = (rank: number) => sorted[rank - 1] ?? 0
  return { median: ranked(Math.floor((sorted.length + 1) / 2)), p90: ranked(Math.floor((9 * sorted.length + 9) / 10)) }
}

/** How many there were in all. */
export const countOf = (counts: CallCounts): number => Object.values(counts).reduce((sum, it) => sum + it, 0)
