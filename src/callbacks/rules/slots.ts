import { DateTime } from 'luxon'
import { type Hours, openStretches } from '../../hours/rules.ts'

/** `length` and `notice` in milliseconds, a `length` in whole cells; `ahead` in days. */
export type SlotRules = {
  hours: Hours
  length: number
  /** How many calls there can be at once. */
  capacity: number
  ahead: number
  notice: number
}

/** Time is given away in pieces of this many milliseconds: so calls of different lengths never overlap. */
export const cellMs = 5 * 60_000

/** Which of those who call at once are taken, by the beginning of the cell. */
export type Taken = ReadonlyMap<number, ReadonlySet<number>>

/**
 * When a call can begin, free or not, from `from` until just before `to`: one after the other from each opening or
 * midnight on, by the clock on the shop's wall, and over before it closes.
 */
function* slotStarts(from: Date, to: Date, { hours, length }: SlotRules): Generator<Date, undefined> {
  // From the midnight before, or slots would move with the time at which one asks.
  const first = DateTime.fromJSDate(from, { zone: hours.timeZone }).startOf('day')
  const last = DateTime.fromJSDate(to, { zone: hours.timeZone }).endOf('day')
  for (const { start, end } of openStretches(first.toJSDate(), new Date(last.toMillis() + 1), hours))
    for (const piece of daysOf(start, end, hours.timeZone)) {
      const begin = Math.ceil(piece.start / cellMs) * cellMs
      for (let at = begin; at + length <= piece.end && at < to.getTime(); at += length)
        if (at >= from.getTime()) yield new Date(at)
    }
}

function* daysOf(start: number, end: number, zone: string): Generator<{ start: number; end: number }, undefined> {
  for (let at = start; at < end; ) {
    const midnight = DateTime.fromMillis(at, { zone }).startOf('day').plus({ days: 1 }).startOf('day').toMillis()
    const next = Math.min(end, midnight)
    yield { start: at, end: next }
    at = next
  }
}

/** The time in which calls can be booked just now. */
export function bookable(now: Date, { ahead, notice }: SlotRules): { from: Date; to: Date } {
  return { from: new Date(now.getTime() + notice), to: new Date(now.getTime() + ahead * 86_400_000) }
}

/** When calls can be booked, in order. */
export function freeSlots(now: Date, rules: SlotRules, taken: Taken): Date[] {
  const { from, to } = bookable(now, rules)
  return [...slotStarts(from, to, rules)].filter((at) => placeIn(at, rules, taken) !== undefined)
}

/** Whether a call can begin then at all, taken or not. */
export function isSlot(at: Date, now: Date, rules: SlotRules): boolean {
  const { from, to } = bookable(now, rules)
  if (at < from || at >= to) return false
  return slotStarts(at, new Date(at.getTime() + 1), rules).next().value !== undefined
}

/** Which of those who call at once has all of that time; undefined when nobody has. */
export function placeIn(at: Date, { length, capacity }: SlotRules, taken: Taken): number | undefined {
  const cells = cellsOf(at, length)
  for (let nth = 0; nth < capacity; nth++) if (cells.every((cell) => !taken.get(cell)?.has(nth))) return nth
  return undefined
}

/** The cells that a call takes, by their beginnings in milliseconds. */
export function cellsOf(at: Date, length: number): number[] {
  const first = Math.floor(at.getTime() / cellMs) * cellMs
  return Array.from({ length: Math.ceil((at.getTime() + length - first) / cellMs) }, (_, nth) => first + nth * cellMs)
}
