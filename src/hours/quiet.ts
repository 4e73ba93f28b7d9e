import { IANAZone } from 'luxon'
import type { Program } from '../program/program.ts'
import { type Hours, isOpen, nextOpening, openStretches, type Span } from './rules.ts'

const twoDaysMs = 2 * 86_400_000

const known = new Map<string, Hours>()

/** Awake until then, or not before then. */
export type Wakefulness = { awake: true; until: Date } | { awake: false; until: Date }

/** Whether somebody may be asked at that instant, by his own clock where it is known, else by that of the shop. */
export function wakefulness(
  at: Date,
  zone: string | null,
  { quiet, timeZone }: Pick<Program, 'quiet' | 'timeZone'>,
): Wakefulness {
  const hours = wakingHours(quiet, zone !== null && IANAZone.isValidZone(zone) ? zone : timeZone)
  if (!isOpen(at, hours)) return { awake: false, until: nextOpening(at, hours) ?? new Date(at.getTime() + twoDaysMs) }
  const horizon = new Date(at.getTime() + twoDaysMs)
  return { awake: true, until: new Date(openStretches(at, horizon, hours)[0]?.end ?? horizon) }
}

/** The times of day that are not quiet, on every day. */
function wakingHours({ from, to }: Program['quiet'], timeZone: string): Hours {
  const name = `${timeZone} ${from} ${to}`
  const before = known.get(name)
  if (before) return before
  const spans: Span[] =
    to < from
      ? [{ from: to, to: from }]
      : [
          { from: '00:00', to: from },
          { from: to, to: '24:00' },
        ].filter((span) => span.from !== span.to)
  const hours: Hours = {
    timeZone,
    week: { 1: spans, 2: spans, 3: spans, 4: spans, 5: spans, 6: spans, 7: spans },
    holidays: [],
  }
  known.set(name, hours)
  return hours
}
