import type { Delivery, LaneWanted } from './departures.ts'
import { lanes, placeKey } from './outbox.ts'

/**
 * What may leave next, in memory: of each place its first delivery alone, so that order is kept within it, and of
 * each lane only so many, so that a long lane leaves room for the others.
 */
export class Queue {
  readonly #most: number
  readonly #heads: readonly Map<string, Delivery>[] = lanes.map(() => new Map())
  /** Delivery of each place that is under way, or ended and not yet recorded. */
  readonly #busy = new Map<string, Delivery>()
  /** Places whose first delivery is to wait, and until when, in milliseconds since the epoch. */
  readonly #putOff = new Map<string, number>()

  constructor(most: number) {
    this.#most = most
  }

  /** What to read from the outbox, lane by lane. A better lane is read even for places that have a worse one here. */
  wanted(): LaneWanted[] {
    const held = [...this.#busy.keys(), ...this.#putOff.keys()]
    return this.#heads.map((heads) => {
      held.push(...heads.keys())
      return { held: [...held], most: Math.max(0, this.#most - heads.size) }
    })
  }

  /** Takes in what was read, in order: what comes first for a place stands in the way of the rest. */
  offer(read: readonly Delivery[]): void {
    for (const delivery of read) {
      const place = placeKey(delivery.to.place)
      const lane = lanes.indexOf(delivery.lane)
      if (this.#busy.has(place) || this.#putOff.has(place)) continue
      if (this.#heads.some((heads, other) => other <= lane && heads.has(place))) continue
      for (const heads of this.#heads) heads.delete(place)
      this.#heads[lane]?.set(place, delivery)
    }
  }

  /** Those that wait here, answers first. */
  *inOrder(): Generator<Delivery> {
    for (const heads of this.#heads) yield* heads.values()
  }

  /** It leaves. */
  take(delivery: Delivery): void {
    const place = placeKey(delivery.to.place)
    for (const heads of this.#heads) heads.delete(place)
    this.#busy.set(place, delivery)
  }

  /** It is recorded what became of it; its place may have its next. */
  release(delivery: Delivery): void {
    this.#busy.delete(placeKey(delivery.to.place))
  }

  /** The first delivery of that place is to wait, and so is everything behind it. */
  putOff(place: string, until: number): void {
    this.#putOff.set(place, until)
  }

  /** Forgets what has waited long enough. Gives whether anything has. */
  ripen(now: number): boolean {
    let ripe = false
    for (const [place, until] of this.#putOff) {
      if (until > now) continue
      this.#putOff.delete(place)
      ripe = true
    }
    return ripe
  }

  /** When something has waited long enough, in milliseconds since the epoch; Infinity when nothing is put off. */
  get ripens(): number {
    let first = Number.POSITIVE_INFINITY
    for (const until of this.#putOff.values()) first = Math.min(first, until)
    return first
  }

  /** Numbers of the deliveries under way or not yet recorded. */
  get underWay(): number[] {
    return [...this.#busy.values()].map(({ id }) => id)
  }

  clear(): void {
    for (const heads of this.#heads) heads.clear()
    this.#busy.clear()
    this.#putOff.clear()
  }
}
