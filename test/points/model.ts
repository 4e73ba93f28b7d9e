import type { Account, Lot, Post } from '../../src/points/rules.ts'

/** One single point. */
type Point = Pick<Lot, 'purchase' | 'usableAt' | 'expiresAt' | 'earnedAt'> & {
  lot: string
  state: 'held' | 'expired' | 'gone'
}

/**
 * The rules of the ledger told the slow way, point by point: every point is an object, a debt is a count, and points
 * taken that were not there are holes in a lot. Nothing is shared with the code under test.
 */
export class Model {
  points: Point[] = []
  holes: Pick<Point, 'lot' | 'expiresAt' | 'earnedAt'>[] = []
  debt = 0

  /** Whether the post is taken. */
  post(what: Post, newLot: string): boolean {
    this.expire(what.at)
    switch (what.kind) {
      case 'earn':
        for (let i = 0; i < what.points; i++) this.add({ ...pick(what), lot: newLot, purchase: what.purchase })
        this.expire(what.at)
        return true
      case 'adjust':
        if (what.points < 0 && what.debtPolicy === undefined) return this.takeAll(-what.points, () => true)
        for (let i = 0; i < -what.points; i++) this.takeAny(what, newLot)
        for (let i = 0; i < what.points; i++) {
          this.add({ lot: newLot, earnedAt: what.at, usableAt: what.at, expiresAt: what.expiresAt })
        }
        return true
      case 'spend':
        return this.takeAll(what.points, (point) => point.usableAt <= what.at)
      case 'refund':
        for (let i = 0; i < what.points; i++) this.takeBack(what.purchase, what.debtPolicy)
        return true
      case 'expire':
        return true
    }
  }

  /** What remains of that lot, below zero when it has holes. */
  remaining(lot: string): number {
    return (
      this.held().filter((point) => point.lot === lot).length - this.holes.filter((hole) => hole.lot === lot).length
    )
  }

  balance(): number {
    return this.held().length - this.holes.length
  }

  private held(): Point[] {
    return this.points.filter((point) => point.state === 'held')
  }

  private add(source: Omit<Point, 'state'>): void {
    const point: Point = { ...source, state: 'held' }
    this.points.push(point)
    const hole = first(this.holes)
    if (hole !== undefined) {
      this.holes.splice(this.holes.indexOf(hole), 1)
      point.state = 'gone'
    } else if (this.debt > 0) {
      this.debt--
      point.state = 'gone'
    }
  }

  private takeAll(count: number, may: (point: Point) => boolean): boolean {
    if (this.held().filter(may).length < count) return false
    for (let i = 0; i < count; i++) {
      const point = first(this.held().filter(may))
      if (point !== undefined) point.state = 'gone'
    }
    return true
  }

  private takeBack(purchase: string, policy: 'zero' | 'negative'): void {
    const own = this.points.filter((point) => point.purchase === purchase)
    const point =
      own.find(({ state }) => state === 'expired') ?? own.find(({ state }) => state === 'held') ?? first(this.held())
    if (point !== undefined) point.state = 'gone'
    else if (policy === 'zero') this.debt++
    else this.holes.push(...own.slice(0, 1))
  }

  private takeAny({ debtPolicy, at }: Post & { kind: 'adjust' }, newLot: string): void {
    const point = first(this.held())
    if (point !== undefined) point.state = 'gone'
    else if (debtPolicy === 'zero') this.debt++
    else this.holes.push({ lot: newLot, earnedAt: at, expiresAt: null })
  }

  private expire(at: Date): void {
    for (const point of this.held()) if (point.expiresAt !== null && point.expiresAt <= at) point.state = 'expired'
  }
}

function pick({ earnedAt, usableAt, expiresAt }: Post & { kind: 'earn' }) {
  return { earnedAt, usableAt, expiresAt }
}

/** The one that goes first, by looking at all of them. */
function first<T extends Pick<Point, 'expiresAt' | 'earnedAt' | 'lot'>>(points: T[]): T | undefined {
  let best: T | undefined
  for (const point of points) if (best === undefined || goesBefore(point, best)) best = point
  return best
}

function goesBefore(a: Pick<Point, 'expiresAt' | 'earnedAt' | 'lot'>, b: typeof a): boolean {
  const end = (date: Date | null) => (date === null ? 8.64e15 + 1 : date.getTime())
  if (end(a.expiresAt) !== end(b.expiresAt)) return end(a.expiresAt) < end(b.expiresAt)
  if (a.earnedAt.getTime() !== b.earnedAt.getTime()) return a.earnedAt < b.earnedAt
  return a.lot < b.lot
}

/** The account, so that any change to it throws. */
export function frozen(account: Account): Account {
  account.lots.forEach(Object.freeze)
  Object.freeze(account.lots)
  return Object.freeze(account)
}
