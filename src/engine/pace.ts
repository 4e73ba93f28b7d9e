import type { Pace, Place, Window } from '../chat.ts'

/** How long a request may still be on its way to the platform after the process that sent it was killed, in milliseconds. */
export const flightMs = 1_000

/** Of so many slots, how many are kept free for those who wait for an answer. */
const spareOf = (count: number) => (count > 1 ? Math.max(1, Math.floor(count / 25)) : 0)

/** For how long after an answer slots are kept free for the next, in milliseconds. */
const expectMs = 60_000

/** How even the messages of a campaign are: a little less than they could be makes good for timers that are late. */
const evenness = 0.95

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

  /**
   * Milliseconds since the epoch from which a send may leave; Infinity while that hangs on sends under way. `sparing`: some
   * slots stay free after it.
   */
  opens(now: number, sparing: boolean): number {
    this.#forget(now)
    const count = this.#window.count - (sparing ? spareOf(this.#window.count) : 0)
    const missing = this.#underWay + this.#free.length - count + 1
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

  /**
   * When the next send may leave, in milliseconds since the epoch; Infinity: not before one under way has ended. `sparing`: it
   * leaves some room for others.
   */
  opens(now: number, sparing = false): number {
    let at = Math.max(now, this.#shutUntil)
    for (const slots of this.#slots) at = Math.max(at, slots.opens(now, sparing))
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
  /** Least time from one message of a campaign to the next: evenly spread they leave a gap for answers all the time. */
  readonly #stride: number
  #evenFrom = 0
  /** When the next of a campaign was to leave. */
  #awaited = 0
  #answeredAt = Number.NEGATIVE_INFINITY

  constructor(pace: Pace) {
    this.#pace = pace
    this.#all = new Pacer(pace.all)
    this.#stride = Math.max(0, ...pace.all.map(({ count, ms }) => (evenness * ms) / count))
  }

  /** When the platform takes anything at all, as {@link Pacer.opens}. */
  opens(now: number): number {
    return this.#all.opens(now)
  }

  /** The same for a campaign: those who wait for an answer go first, also when they have yet to ask. */
  opensForCampaign(now: number): number {
    const sparing = now >= this.#answeredAt && now - this.#answeredAt < expectMs
    // A clock that was set back must not make it wait for as long.
    const even = this.#evenFrom - now > 2 * this.#stride ? now : this.#evenFrom
    const opens = Math.max(this.#all.opens(now, sparing), even)
    if (opens > now) this.#awaited = opens
    return opens
  }

  /** One of a campaign leaves. If it is late, since a timer was, the next is not for that. */
  stride(now: number): void {
    const late = now - this.#awaited
    this.#evenFrom = now + this.#stride - (late > 0 && late < this.#stride ? late : 0)
  }

  /** Somebody is answered. */
  answers(now: number): void {
    this.#answeredAt = now
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
