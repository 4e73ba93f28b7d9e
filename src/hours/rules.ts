import { IANAZone } from 'luxon'

/** Open from `from` until just before `to`, by the clock on the wall: `09:00` to `18:00`; `24:00` is the day's end. */
export type Span = { from: string; to: string }

/** Days from `from` to `to` (`2026-12-24`), both included, on which only `open` counts; nothing in it is closed. */
export type Holiday = { from: string; to: string; open: Span[] }

/** ISO numbers, Monday 1 to Sunday 7. */
type Weekday = 1 | 2 | 3 | 4 | 5 | 6 | 7

/** When a shop is open; never changed once made. Spans of a day rise and do not overlap; they may adjoin. */
export type Hours = {
  /** IANA name. */
  timeZone: string
  /** Null for always open, but for holidays. */
  week: Readonly<Record<Weekday, readonly Span[]>> | null
  /** Where several cover a day, the last of the list counts. */
  holidays: readonly Holiday[]
}

/** A stretch of time in milliseconds: `start` belongs to it, `end` does not. */
type Stretch = { start: number; end: number }

/** A stretch in which the clocks do not change: `offset` is what they are ahead of UTC, in milliseconds. */
type EvenStretch = Stretch & { offset: number }

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000
const TWO_YEARS_MS = 731 * DAY_MS
const WHOLE_DAY: readonly Span[] = [{ from: '00:00', to: '24:00' }]
const MOST_REMEMBERED = 5_000

/** Whether the shop is open at that instant: whether the clock on its wall shows a time within a span. */
export function isOpen(at: Date, hours: Hours): boolean {
  const time = at.getTime()
  return openFrom(time, time + 1, hours).next().value !== undefined
}

/** The first open instant from `at` on, `at` itself when open; undefined when there is none within two years. */
export function nextOpening(at: Date, hours: Hours): Date | undefined {
  const time = at.getTime()
  const first = openFrom(time, time + TWO_YEARS_MS, hours).next().value
  return first && new Date(first.start)
}

/**
 * The first instant at which that many open milliseconds have passed since `at`; for 0 or less `at` itself. Ends at
 * a closing rather than at the next opening. Undefined when two years do not have so many.
 */
export function addOpen(at: Date, ms: number, hours: Hours): Date | undefined {
  if (ms <= 0) return at
  const time = at.getTime()
  let left = ms
  for (const { start, end } of openFrom(time, time + TWO_YEARS_MS, hours)) {
    if (left <= end - start) return new Date(start + left)
    left -= end - start
  }
  return undefined
}

/** How many open milliseconds there are from the one instant to the other; 0 when `to` is not later. */
export function openBetween(from: Date, to: Date, hours: Hours): number {
  let sum = 0
  for (const { start, end } of openFrom(from.getTime(), to.getTime(), hours)) sum += end - start
  return sum
}

/** What is open between two instants, in order, in milliseconds since the epoch; what adjoins is one. */
export function openStretches(from: Date, to: Date, hours: Hours): { start: number; end: number }[] {
  const found: Stretch[] = []
  for (const { start, end } of openFrom(from.getTime(), to.getTime(), hours)) {
    const last = found.at(-1)
    if (last?.end === start) last.end = end
    else found.push({ start, end })
  }
  return found
}

/** The spans of a day (`2026-12-24`): those of a holiday on it, else those of its weekday. */
export function spansOn(day: string, hours: Hours): readonly Span[] {
  return spansOf(Date.parse(`${day}T00:00Z`) / DAY_MS, hours)
}

/** What is open between two instants, cut to them, in order. */
function* openFrom(from: number, to: number, hours: Hours): Generator<Stretch, undefined> {
  for (let day = Math.floor(from / DAY_MS); day * DAY_MS < to; day++) {
    for (const stretch of openOn(day, hours)) {
      const start = Math.max(from, stretch.start)
      const end = Math.min(to, stretch.end)
      if (start < end) yield { start, end }
    }
  }
}

// To ask for an offset costs 15 microseconds, and a look at a complaint adds up some days half a dozen times.
const remembered = new WeakMap<Hours, Map<number, readonly Stretch[]>>()

/** What is open on a day of UTC; days count from 1 January 1970. */
function openOn(day: number, hours: Hours): readonly Stretch[] {
  const days = remembered.get(hours) ?? new Map<number, readonly Stretch[]>()
  const known = days.get(day)
  if (known !== undefined) return known
  const found = evenStretches(day, hours.timeZone).flatMap((even) => [...openWithin(even, hours)])
  if (days.size >= MOST_REMEMBERED) days.clear()
  days.set(day, found)
  remembered.set(hours, days)
  return found
}

/**
 * What is open in a stretch with one offset. Going by the wall clock within each such stretch is right whatever the
 * clocks do: hours lost, hours doubled, midnight skipped or shown twice, a whole day left out.
 */
function* openWithin({ start, end, offset }: EvenStretch, hours: Hours): Generator<Stretch, undefined> {
  for (let day = Math.floor((start + offset) / DAY_MS); day * DAY_MS - offset < end; day++) {
    const midnight = day * DAY_MS - offset
    for (const span of spansOf(day, hours)) {
      const opens = Math.max(start, midnight + minutesOf(span.from) * MINUTE_MS)
      const closes = Math.min(end, midnight + minutesOf(span.to) * MINUTE_MS)
      if (opens < closes) yield { start: opens, end: closes }
    }
  }
}

/** `day` counts from 1 January 1970, a Thursday, by the clock on the wall. */
function spansOf(day: number, { week, holidays }: Hours): readonly Span[] {
  if (holidays.length > 0) {
    const name = new Date(day * DAY_MS).toISOString().slice(0, 10)
    const holiday = holidays.findLast(({ from, to }) => from <= name && name <= to)
    if (holiday !== undefined) return holiday.open
  }
  return week === null ? WHOLE_DAY : week[(((((day + 3) % 7) + 7) % 7) + 1) as Weekday]
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))
}

/** The stretches of a day of UTC within which the offset of the zone stays the same. */
function evenStretches(day: number, timeZone: string): EvenStretch[] {
  const zone = IANAZone.create(timeZone)
  const offsetAt = (time: number) => Math.round(zone.offset(time) * MINUTE_MS)
  const found: EvenStretch[] = []
  const end = (day + 1) * DAY_MS
  for (let start = day * DAY_MS; start < end; start = found.at(-1)?.end ?? end) {
    const offset = offsetAt(start)
    found.push({ start, end: offsetAt(end) === offset ? end : changeBetween(start, end, offsetAt), offset })
  }
  return found
}

/** The first instant with another offset than `start` has; `end` must have another. */
function changeBetween(start: number, end: number, offsetAt: (time: number) => number): number {
  const offset = offsetAt(start)
  let [same, other] = [start, end]
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2)
    if (offsetAt(middle) === offset) same = middle
    else other = middle
  }
  return other
}
