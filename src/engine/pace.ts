import type { Pace, Place, Window } from '../chat.ts'

/** How long a request may still be on its way to the platform after the process that sent it was killed, in milliseconds. */
export const flightMs = 1_000

/**
 * A true sliding window: in no span of `ms` milliseconds do more than `count` sends touch the platform. A send
 * takes its slot when it leaves and gives it back `ms` after it has *ended*, because the platform counts it at
 * some moment in between that we cannot know.
 */
class Slots {
  readonly #window: Window
  /** Times at which slots come free, ascending; sends under way hold a slot without such a time. */
  readonly #free: number[] = []
  #underWay = 0

  constructor(window: Window) {
    this.#window = window
  }

  /** Milliseconds since the epoch from which a send may leave; Infinity while that hangs on sends under way. */
  opens(now: number): number {
    this.#forget(now)
    const missing = this.#underWay + this.#free.length - this.#window.count + 1
    if (missing <= 0) return now
    return this.#free[missing - 1] ?? Number.POSITIVE_INFINITY
  }

  take(): void {
    this.#underWay += 1
  }

  /** One that was taken never left. */
  giveBack(): void {
    this.#underWay -= 1
  }

  ended(now: number): void {
    this.#forget(now)
    this.#underWay -= 1
    const at = now + this.#window.ms
    // What was still on its way when a process was killed counts as ended later than what left after it.
    let index = this.#free.length
    while (index > 0 && (this.#free[index - 1] ?? 0) > at) index -= 1
    this.#free.splice(index, 0, at)
  }

  empty(now: number): boolean {
    this.#forget(now)
    return this.#underWay === 0 && this.#free.length === 0
  }

  #forget(now: number): void {
    let past = 0
    while (past < this.#free.length && (this.#free[past] ?? 0) <= now) past += 1
    if (past > 0) this.#free.splice(0, past)
    // A clock that was set back must not shut the window for as long as it was set back.
    const latest = now + flightMs + this.#window.ms
    for (let last = this.#free.length - 1; (this.#free[last] ?? 0) > latest; last -= 1) this.#free[last] = latest
  }
}

/** Several windows that must all be open. */
export class Pacer {
  readonly #slots: Slots[]
  #shutUntil = 0

  constructor(windows: readonly Window[]) {
    this.#slots = windows.map((window) => new Slots(window))
  }

  /** When the next send may leave, in milliseconds since the epoch; Infinity: not before one under way has ended. */
  opens(now: number): number {
    let at = Math.max(now, this.#shutUntil)
    for (const slots of this.#slots) at = Math.max(at, slots.opens(now))
    return at
  }

  take(): void {
    for (const slots of this.#slots) slots.take()
  }

  /** A send that had been taken in never left. */
  giveBack(): void {
    for (const slots of this.#slots) slots.giveBack()
  }

  /** A send that left has ended, whatever became of it. */
  ended(now: number): void {
    for (const slots of this.#slots) slots.ended(now)
  }

  /** Nothing leaves before `until`: the platform asked for a pause. */
  shut(until: number): void {
    this.#shutUntil = Math.max(this.#shutUntil, until)
  }

  /** True when it remembers nothing that could still hold a send back. */
  idle(now: number): boolean {
    return this.#shutUntil <= now && this.#slots.every((slots) => slots.empty(now))
  }
}

/** The windows of a platform, and of each of its channels: a limit holds for all threads of one. */
export class PlatformPacer {
  readonly #pace: Pace
  readonly #all: Pacer
  readonly #channels = new Map<string, Pacer>()

  constructor(pace: Pace) {
    this.#pace = pace
    this.#all = new Pacer(pace.all)
  }

  /** When the platform takes anything at all, as {@link Pacer.opens}. */
  opens(now: number): number {
    return this.#all.opens(now)
  }

  /** When that place takes something, as far as its own windows go. */
  opensAt(place: Place, now: number): number {
    return this.#channel(place).opens(now)
  }

  take(place: Place): void {
    for (const pacer of this.#both(place)) pacer.take()
  }

  giveBack(place: Place): void {
    for (const pacer of this.#both(place)) pacer.giveBack()
  }

  ended(place: Place, now: number): void {
    for (const pacer of this.#both(place)) pacer.ended(now)
  }

  shut(scope: 'place' | 'platform', place: Place, until: number): void {
    const pacer = scope === 'platform' ? this.#all : this.#channel(place)
    pacer.shut(until)
  }

  /** Lets go of channels that could not hold anything back. */
  forget(now: number): void {
    for (const [channel, pacer] of this.#channels) if (pacer.idle(now)) this.#channels.delete(channel)
  }

  #both(place: Place): Pacer[] {
    return [this.#all, this.#channel(place)]
  }

  #channel(place: Place): Pacer {
    let pacer = this.#channels.get(place.channel)
    if (!pacer) {
      pacer = new Pacer(this.#pace.place(place))
      this.#channels.set(place.channel, pacer)
    }
    return pacer
  }
}
