import { setImmediate as endOfTurn } from 'node:timers/promises'
import type { Adapter, Message } from '../chat.ts'
import type { Log } from '../log.ts'
import type { Delivery, Departures, Ending } from './departures.ts'
import { Flight } from './flight.ts'
import type { Saying } from './making.ts'
import { placeKey } from './outbox.ts'
import { flightMs, PlatformPacer } from './pace.ts'
import { Queue } from './queue.ts'
import { Sleeper } from './rounds.ts'
import { type After, afterTimeout, trySend } from './try-send.ts'

export type CourierOptions = {
  /** Milliseconds since the epoch. */
  now?: () => number
  after?: After
  /** Deadline of one send, in milliseconds. */
  deadline?: number
  /** How long a delivery is tried again before it is given up, in milliseconds. */
  lifetime?: number
  /** Makes what is still to be made of a message before it leaves. */
  complete?: (message: Saying) => Promise<Message>
  log: Log
  onEnded?: (delivery: Delivery, ending: Ending) => void
}

/** What a courier needs of the outbox. */
export type CourierOutbox = Pick<Departures, 'waiting' | 'leave' | 'record' | 'recover' | 'putOff' | 'recent'>

/** Most deliveries of one lane that are kept in memory, and read from the outbox at once. */
const page = 500
/** How often the outbox is looked at when nobody says that there is something new, in milliseconds. */
const lookMs = 1_000
/** How often, and how long after their deadline, sends are looked for that a process left behind, in milliseconds. */
const strayMs = 10_000
/** Pause when the outbox cannot be reached, in milliseconds. */
const awayMs = 1_000
/** How long an ending courier tries to write down what became of the last deliveries, in milliseconds. */
const partingMs = 30_000
/** How far back a courier that has just started looks for what left: the longest window of any platform, in milliseconds. */
const memoryMs = 60_000

/**
 * Carries the deliveries of one platform from the outbox to its adapter: in order within a place, paced over the
 * platform and per channel, answers before alerts before campaigns. A delivery is marked as leaving before it
 * leaves and ends as sent, failed or unknown. Runs in the one process that leads for the platform.
 */
export class Courier {
  readonly #adapter: Adapter
  readonly #outbox: CourierOutbox
  readonly #options: Required<CourierOptions>
  readonly #queue = new Queue(page)
  #pacer: PlatformPacer
  #ended: { delivery: Delivery; ending: Ending }[] = []
  #flight: Flight
  #more = true
  #lookAt = 0
  #straysAt = 0
  readonly #sleeper: Sleeper

  constructor(adapter: Adapter, outbox: CourierOutbox, options: CourierOptions) {
    this.#adapter = adapter
    this.#outbox = outbox
    this.#options = {
      now: Date.now,
      after: afterTimeout,
      deadline: 20_000,
      lifetime: 24 * 3600_000,
      complete: async (message) => message as Message,
      onEnded: () => {},
      ...options,
    }
    this.#sleeper = new Sleeper(this.#options.after)
    this.#pacer = new PlatformPacer(adapter.pace)
    this.#flight = new Flight(adapter.pace.inFlight)
  }

  /** There may be something new in the outbox. */
  nudge(): void {
    this.#more = true
    this.#sleeper.stir()
  }

  /** Works until the signal; resolves when everything under way has ended and is recorded. Never called again before that. */
  async run(signal: AbortSignal): Promise<void> {
    this.#more = true
    signal.addEventListener('abort', () => this.#sleeper.stir(), { once: true })
    while (!signal.aborted && !(await this.#manages(() => this.#recover()))) await this.#sleeper.rest(awayMs, signal)
    while (!signal.aborted) {
      // What else ends or comes in during this turn of the event loop belongs into the same round.
      await endOfTurn()
      let pause = 0
      const managed = await this.#manages(async () => {
        pause = await this.#round()
      })
      if (!managed) await this.#sleeper.rest(awayMs, signal)
      else if (pause > 0) await this.#sleeper.sleep(pause)
    }
    await this.#part()
  }

  /** One look at what has ended, what waits and what may leave. Gives how long to sleep, in milliseconds. */
  async #round(): Promise<number> {
    this.#sleeper.settle()
    await this.#record()
    const now = this.#options.now()
    if (now >= this.#straysAt) await this.#recoverStrays(now)
    if (this.#queue.ripen(now) || now >= this.#lookAt) this.#more = true
    if (this.#more && this.#flight.room > 0) await this.#read(now)
    const { leaving, next } = this.#choose(now)
    if (leaving.length === 0) {
      this.#pacer.forget(now)
      return Math.max(1, Math.min(next, this.#queue.ripens, now + lookMs) - now)
    }
    await this.#leave(leaving, now)
    return 0
  }

  async #read(now: number): Promise<void> {
    this.#more = false
    this.#lookAt = now + lookMs
    try {
      const { next, more } = await this.#outbox.waiting(this.#adapter.platform, this.#queue.wanted())
      this.#queue.offer(next)
      if (more) this.#more = true
    } catch (error) {
      this.#more = true
      throw error
    }
  }

  /** Those that may leave now, answers first, and when to look again. They have their slots already. */
  #choose(now: number): { leaving: Delivery[]; next: number } {
    const leaving: Delivery[] = []
    const { room, roomForCampaign } = this.#flight
    let next = this.#more && room > 0 ? now : Number.POSITIVE_INFINITY
    for (const delivery of this.#queue.inOrder()) {
      const isCampaign = delivery.lane === 'campaign'
      if (leaving.length >= (isCampaign ? roomForCampaign : room)) return { leaving, next: Number.POSITIVE_INFINITY }
      const all = isCampaign ? this.#pacer.opensForCampaign(now) : this.#pacer.opens(now)
      if (all > now) return { leaving, next: Math.min(next, all) }
      const { place } = delivery.to
      const opens = this.#pacer.opensAt(place, now)
      if (opens > now) {
        next = Math.min(next, opens)
        continue
      }
      this.#pacer.take(place)
      if (isCampaign) this.#pacer.stride(now)
      else if (delivery.lane === 'answer') this.#pacer.answers(now)
      leaving.push(delivery)
    }
    return { leaving, next }
  }

  /** Marks them as leaving, and lets those go that were still waiting. */
  async #leave(leaving: readonly Delivery[], now: number): Promise<void> {
    for (const delivery of leaving) this.#queue.take(delivery)
    let marked: ReadonlyMap<number, Saying | undefined>
    try {
      const ids = leaving.map((delivery) => delivery.id)
      marked = await this.#outbox.leave(ids, new Date(now))
    } catch (error) {
      // None has left; but whether they are marked is not known, so that it has to be undone.
      const ending: Ending = { state: 'queued', due: new Date(now), trouble: 'the outbox was away', scope: 'place' }
      for (const delivery of leaving) {
        this.#pacer.giveBack(delivery.to.place)
        this.#ended.push({ delivery, ending })
      }
      throw error
    }
    for (const delivery of leaving) {
      if (marked.has(delivery.id)) {
        const message = marked.get(delivery.id) ?? delivery.message
        void this.#carry({ ...delivery, message })
      } else {
        this.#pacer.giveBack(delivery.to.place)
        this.#release(delivery)
      }
    }
  }

  #release(delivery: Delivery): void {
    this.#queue.release(delivery)
    this.#more = true
  }

  async #carry(delivery: Delivery): Promise<void> {
    const { place } = delivery.to
    this.#flight.left()
    const ending = await trySend(this.#adapter, delivery, this.#options)
    this.#pacer.ended(place, this.#options.now())
    if (ending.state === 'queued') this.#pacer.shut(ending.scope, place, ending.due.getTime())
    this.#flight.ended(ending.state)
    this.#ended.push({ delivery, ending })
    this.#sleeper.stir()
  }

  /** Writes down what has ended, all at once; only then does the next delivery of a place get its turn. */
  async #record(): Promise<void> {
    const batch = this.#ended
    if (batch.length === 0) return
    this.#ended = []
    try {
      await this.#outbox.record(batch, new Date(this.#options.now()))
    } catch (error) {
      this.#ended = [...batch, ...this.#ended]
      throw error
    }
    for (const { delivery, ending } of batch) {
      this.#release(delivery)
      if (ending.state === 'queued') this.#queue.putOff(placeKey(delivery.to.place), ending.due.getTime())
    }
    for (const { delivery, ending } of batch) this.#report(delivery, ending)
  }

  #report(delivery: Delivery, ending: Ending): void {
    this.#options.onEnded(delivery, ending)
    if (ending.state === 'sent') return
    const { log } = this.#options
    const about = {
      delivery: delivery.id,
      platform: this.#adapter.platform,
      cause: delivery.cause,
      state: ending.state,
    }
    if (ending.state === 'moved') log.info(about, 'place has moved')
    else if (ending.state === 'queued') log.info({ ...about, trouble: ending.trouble }, 'delivery put off')
    else log.warn({ ...about, trouble: ending.trouble }, 'delivery did not succeed')
  }

  /** What was marked as leaving when a process ended is unknown; windows remember what left shortly before. */
  async #recover(): Promise<void> {
    const { platform, pace } = this.#adapter
    const now = this.#options.now()
    // Whoever led meanwhile may have carried what was waiting here.
    this.#queue.clear()
    this.#pacer = new PlatformPacer(pace)
    this.#flight = new Flight(pace.inFlight)
    this.#tell(await this.#outbox.recover(platform, new Date(now)))
    this.#straysAt = now + strayMs
    for (const { place, until } of await this.#outbox.putOff(platform, new Date(now)))
      this.#queue.putOff(place, until.getTime())
    const windows = [...pace.all, ...pace.place({ platform, channel: '' })]
    if (windows.length === 0) return
    const since = now - Math.max(memoryMs, ...windows.map((window) => window.ms))
    for (const { place, at, times } of await this.#outbox.recent(platform, new Date(since))) {
      for (let time = 0; time < times; time += 1) {
        this.#pacer.take(place)
        this.#pacer.ended(place, at.getTime() + flightMs)
      }
    }
  }

  /** A process can end just after another took its lead, with what it marked last; that shows when it is overdue. */
  async #recoverStrays(now: number): Promise<void> {
    const leftBefore = new Date(now - this.#options.deadline - strayMs)
    const spare = { leftBefore, except: this.#queue.underWay }
    this.#tell(await this.#outbox.recover(this.#adapter.platform, new Date(now), spare))
    this.#straysAt = now + strayMs
  }

  #tell(broken: number): void {
    if (broken > 0)
      this.#options.log.warn({ platform: this.#adapter.platform, broken }, 'outcome of deliveries unknown')
  }

  /** Waits for what is under way, which has a deadline, and writes down what became of it. */
  async #part(): Promise<void> {
    const latest = this.#options.now() + partingMs
    while (this.#flight.underWay > 0 || this.#ended.length > 0) {
      this.#sleeper.settle()
      if (this.#ended.length === 0) await this.#sleeper.sleep(this.#options.deadline)
      else if (!(await this.#manages(() => this.#record()))) {
        if (this.#flight.underWay === 0 && this.#options.now() > latest) this.#ended = []
        else await this.#sleeper.rest(awayMs)
      }
    }
  }

  /** The database may be away for a while: nothing is lost by waiting for it. */
  async #manages(step: () => Promise<void>): Promise<boolean> {
    try {
      await step()
      return true
    } catch (error) {
      this.#options.log.error({ err: error, platform: this.#adapter.platform }, 'courier could not reach the outbox')
      return false
    }
  }
}
