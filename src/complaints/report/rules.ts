import type { MarkKind } from '../rules/marks.ts'

/** So many milliseconds of open time were enough for half of them, and for nine of ten. */
export type Times = { median: number; p90: number }

/**
 * Figures of all complaints, or of a part of them. `straight`: settled at first contact, with one answer at most and
 * never opened again. `stars` is the sum of the ratings.
 */
export type Group = {
  opened: number
  answered: number
  settled: number
  straight: number
  withdrawn: number
  reopened: number
  ratings: number
  stars: number
  first: Times | null
  resolve: Times | null
}

/** `ratings` counts those of 1 to 5, in this order; `pieces` are the days or weeks of the period. */
export type Figures = {
  openNow: number
  all: Group
  categories: ReadonlyMap<string, Group>
  staff: ReadonlyMap<string, Group>
  pieces: readonly Group[]
  ratings: readonly number[]
}

/** How often something happened, as finely as it is told. */
export type CountRow = {
  kind: 'opened' | MarkKind
  category: string
  staff: string | null
  piece: number
  rating: number | null
  count: number
  straight: number
}

/** How long it took, for all, a category, one of the staff, or a piece of the period. */
export type TimeRow = Times & {
  kind: 'answered' | 'settled'
  part: 'all' | 'category' | 'staff' | 'piece'
  key: string
}

/** How long one answer or one settlement took, in milliseconds. */
export type TakenRow = Pick<CountRow, 'category' | 'staff' | 'piece'> & { kind: TimeRow['kind']; ms: number }

/** Collects how long it took, for each group. */
export class TimesTaken {
  readonly #groups = new Map<string, Omit<TimeRow, keyof Times> & { taken: number[] }>()

  add({ kind, category, staff, piece, ms }: TakenRow): void {
    this.#at(kind, 'all', '').push(ms)
    this.#at(kind, 'category', category).push(ms)
    this.#at(kind, 'piece', String(piece)).push(ms)
    if (staff !== null) this.#at(kind, 'staff', staff).push(ms)
  }

  rows(): TimeRow[] {
    return [...this.#groups.values()].map(({ taken, ...group }) => ({ ...group, ...timesOf(taken) }))
  }

  #at(kind: TimeRow['kind'], part: TimeRow['part'], key: string): number[] {
    const name = `${kind} ${part} ${key}`
    const known = this.#groups.get(name) ?? { kind, part, key, taken: [] }
    this.#groups.set(name, known)
    return known.taken
  }
}

/** Of ten the fifth and the ninth, as they rank: times that really were. There is one at least. */
function timesOf(taken: readonly number[]): Times {
  const sorted = Float64Array.from(taken).sort()
  const ranked = (rank: number) => sorted[rank - 1] ?? 0
  return { median: ranked(Math.floor((sorted.length + 1) / 2)), p90: ranked(Math.floor((9 * sorted.length + 9) / 10)) }
}

/** Puts together what was counted. */
export function figuresFrom(
  counts: readonly CountRow[],
  times: readonly TimeRow[],
  pieces: number,
  openNow: number,
): Figures {
  const groups = new Groups()
  const ratings = [0, 0, 0, 0, 0]
  for (const row of counts) {
    for (const group of groups.of(row)) add(group, row)
    if (row.rating !== null) ratings[row.rating - 1] = (ratings[row.rating - 1] ?? 0) + row.count
  }
  for (const { kind, part, key, median, p90 } of times)
    groups.at(part, key)[kind === 'answered' ? 'first' : 'resolve'] = { median, p90 }
  return {
    openNow,
    all: groups.at('all', ''),
    categories: groups.under('category'),
    staff: groups.under('staff'),
    pieces: Array.from({ length: pieces }, (_, nth) => groups.at('piece', String(nth))),
    ratings,
  }
}

/** Whether there is nothing to tell about the period. */
export function isEmpty({ all }: Figures): boolean {
  return all.opened + all.answered + all.settled + all.withdrawn + all.reopened + all.ratings === 0
}

/** The average of the ratings; undefined when there are none. */
export function averageRating({ ratings, stars }: Pick<Group, 'ratings' | 'stars'>): number | undefined {
  return ratings === 0 ? undefined : stars / ratings
}

/** The groups with the most in them first; equal ones by name. */
export function ranked(groups: ReadonlyMap<string, Group>, weight: (group: Group) => number): [string, Group][] {
  return [...groups].sort(([a, x], [b, y]) => weight(y) - weight(x) || (a < b ? -1 : 1))
}

function add(group: Group, { kind, rating, count, straight }: CountRow): void {
  if (kind === 'rated') {
    group.ratings += count
    group.stars += count * (rating ?? 0)
    return
  }
  group[kind] += count
  if (kind === 'settled') group.straight += straight
}

class Groups {
  readonly #parts = new Map<TimeRow['part'], Map<string, Group>>()

  under(part: TimeRow['part']): Map<string, Group> {
    const known = this.#parts.get(part) ?? new Map<string, Group>()
    this.#parts.set(part, known)
    return known
  }

  at(part: TimeRow['part'], key: string): Group {
    const groups = this.under(part)
    const known = groups.get(key) ?? nothing()
    groups.set(key, known)
    return known
  }

  of({ category, staff, piece }: CountRow): Group[] {
    return [
      this.at('all', ''),
      this.at('category', category),
      this.at('piece', String(piece)),
      ...(staff === null ? [] : [this.at('staff', staff)]),
    ]
  }
}

function nothing(): Group {
  return {
    opened: 0,
    answered: 0,
    settled: 0,
    straight: 0,
    withdrawn: 0,
    reopened: 0,
    ratings: 0,
    stars: 0,
    first: null,
    resolve: null,
  }
}
