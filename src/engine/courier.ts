import { type Adapter, type Place, SendError, type SendTrouble, type Sent } from '../chat.ts'
import type { Log } from '../log.ts'
import { type Delivery, type Ending, lanes, type Outbox, placeKey } from './outbox.ts'
import { Pacer } from './pace.ts'

export type CourierOptions = {
  now?: () => number
  /** Deadline of one send, in milliseconds. */
  deadline?: number
  /** How long a delivery is tried again before it is given up, in milliseconds. */
  lifetime?: number
  log: Log
  onEnded?: (delivery: Delivery, ending: Ending) => void
}

/** Most rows read from the outbox at once. */
const page = 500
/** Pause after the n-th refusal that names none: 1 s, doubling, at most 5 minutes. */
const backoff = (tries: number) => Math.min(1000 * 2 ** Math.max(0, tries - 1), 300_000)

/**
 * Carries the deliveries of one platform from the outbox to its adapter: in order within a place, paced over the
 * platform and per place, answers before alerts before campaigns. A delivery is marked as leaving before it
 * leaves and ends as sent, failed or unknown. Runs in the one process that leads for the platform.
 */
export class Courier {
  readonly #adapter: Adapter
  readonly #outbox: Outbox
  readonly #options: Required<CourierOptions>
  readonly #all: Pacer
  readonly #places = new Map<string, Pacer>()
  /** Next delivery of each place, read from the outbox and waiting for its window. */
  readonly #heads = new Map<string, Delivery>()
  /** Places with a delivery under way or not yet recorded. */
  readonly #busy = new Set<string>()
  readonly #ended: { delivery: Delivery; ending: Ending }[] = []
  #underWay = 0
  #more = true
  #wake: (() => void) | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(adapter: Adapter, outbox: Outbox, options: CourierOptions) {
    this.#adapter = adapter
    this.#outbox = outbox
    this.#options = {
      now: Date.now,
      deadline: 20_000,
      lifetime: 24 * 3600_000,
      onEnded: () => {},
      ...options,
    }
    this.#all = new Pacer(adapter.pace.all)
  }

  /** There may be something new in the outbox. */
  nudge(): void {
    this.#more = true
    this.#wake?.()
  }

  /** Works until the signal; resolves when everything under way has ended and is recorded. Never called again before that. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', () => this.#wake?.())
    // Whoever led meanwhile may have carried these.
    this.#heads.clear()
    this.#more = true
    await this.#survive(() => this.#recover(), signal)
    while (!signal.aborted || this.#underWay > 0 || this.#ended.length > 0) {
      const pause = await this.#survive(() => this.#round(signal), signal)
      if (pause > 0) await this.#sleep(pause)
    }
  }

  /** One look at what has ended, what waits and what may leave. Gives how long to sleep, in milliseconds. */
  async #round(signal: AbortSignal): Promise<number> {
    await this.#record()
    if (signal.aborted) return this.#underWay > 0 && this.#ended.length === 0 ? 60_000 : 0
    if (this.#mayRead()) await this.#read()
    const now = this.#options.now()
    const { leaving, next } = this.#choose(now)
    if (leaving.length > 0) {
      const marked = await this.#outbox.leave(
        leaving.map((delivery) => delivery.id),
        new Date(now),
      )
      for (const delivery of leaving) {
        if (marked.has(delivery.id)) void this.#carry(delivery)
        else this.#release(delivery)
      }
      return 0
    }
    if (this.#ended.length > 0) return 0
    this.#forgetPlaces(now)
    return Math.min(Math.max(next - now, 1), 1_000)
  }

  #room(): number {
    return this.#adapter.pace.inFlight - this.#underWay
  }

  #mayRead(): boolean {
    return this.#more && this.#heads.size < page && this.#room() > 0
  }

  async #read(): Promise<void> {
    this.#more = false
    const held = [...new Set([...this.#heads.keys(), ...this.#busy])]
    const rows = await this.#outbox.waiting(this.#adapter.platform, new Date(this.#options.now()), held, page)
    for (const row of rows) {
      const key = placeKey(row.to.place)
      if (this.#heads.has(key) || this.#busy.has(key)) continue
      this.#heads.set(key, row)
    }
    if (rows.length === page) this.#more = true
  }

  /** Heads that may leave now, answers first, and the time of the next look. */
  #choose(now: number): { leaving: Delivery[]; next: number } {
    const leaving: Delivery[] = []
    let next = this.#mayRead() ? now : now + 1_000
    let room = this.#room()
    for (const lane of lanes) {
      for (const [key, delivery] of this.#heads) {
        if (delivery.lane !== lane) continue
        const all = this.#all.opens(now)
        if (room <= 0 || all > now) return { leaving, next: Math.min(all, now + 1_000) }
        const pacer = this.#pacer(key, delivery.to.place)
        const opens = pacer.opens(now)
        if (opens > now) {
          next = Math.min(next, opens)
          continue
        }
        this.#heads.delete(key)
        this.#busy.add(key)
        this.#all.take()
        pacer.take()
        room -= 1
        this.#underWay += 1
        leaving.push(delivery)
      }
    }
    return { leaving, next }
  }

  async #carry(delivery: Delivery): Promise<void> {
    const ending = await this.#send(delivery)
    const now = this.#options.now()
    this.#all.ended(now)
    const pacer = this.#pacer(placeKey(delivery.to.place), delivery.to.place)
    pacer.ended(now)
    if (ending.state === 'queued') (ending.scope === 'platform' ? this.#all : pacer).shut(ending.due.getTime())
    this.#underWay -= 1
    this.#ended.push({ delivery, ending })
    this.#wake?.()
  }

  async #send(delivery: Delivery): Promise<Ending> {
    const signal = AbortSignal.timeout(this.#options.deadline)
    try {
      const sent = await Promise.race([
        this.#adapter.send(delivery.to, delivery.message, { key: String(delivery.id), signal }),
        rejectAfter(signal),
      ])
      return { state: 'sent', sent }
    } catch (error) {
      const trouble: SendTrouble = error instanceof SendError ? error.trouble : { kind: 'unknown' }
      const detail = error instanceof Error ? error.message : 'no reason given'
      return this.#ending(delivery, trouble, detail)
    }
  }

  #ending(delivery: Delivery, trouble: SendTrouble, detail: string): Ending {
    const now = this.#options.now()
    switch (trouble.kind) {
      case 'later': {
        if (now - delivery.created.getTime() > this.#options.lifetime)
          return { state: 'failed', trouble: `given up: ${detail}`, unreachable: false }
        const due = new Date(now + (trouble.afterMs ?? backoff(delivery.tries + 1)))
        return { state: 'queued', due, trouble: detail, scope: trouble.scope ?? 'place' }
      }
      case 'moved':
        return { state: 'moved', channel: trouble.channel }
      case 'unreachable':
        return { state: 'failed', trouble: detail, unreachable: true }
      case 'refused':
        return { state: 'failed', trouble: detail, unreachable: false }
      case 'unknown':
        return { state: 'unknown', trouble: detail }
    }
  }

  /** Writes down what has ended, all at once; only then does the next delivery of a place get its turn. */
  async #record(): Promise<void> {
    const batch = this.#ended.splice(0)
    if (batch.length === 0) return
    try {
      await this.#outbox.record(batch, new Date(this.#options.now()))
    } catch (error) {
      this.#ended.unshift(...batch)
      throw error
    }
    for (const { delivery, ending } of batch) {
      this.#release(delivery)
      this.#report(delivery, ending)
    }
  }

  #release(delivery: Delivery): void {
    this.#busy.delete(placeKey(delivery.to.place))
    this.#more = true
  }

  #report(delivery: Delivery, ending: Ending): void {
    this.#options.onEnded(delivery, ending)
    if (ending.state === 'sent') return
    const about = {
      delivery: delivery.id,
      platform: this.#adapter.platform,
      cause: delivery.cause,
      state: ending.state,
    }
    if (ending.state === 'moved') this.#options.log.info(about, 'place has moved')
    else if (ending.state === 'queued')
      this.#options.log.info({ ...about, trouble: ending.trouble }, 'delivery put off')
    else this.#options.log.warn({ ...about, trouble: ending.trouble }, 'delivery did not succeed')
  }

  /** What was marked as leaving when the process ended is unknown; windows remember what left shortly before. */
  async #recover(): Promise<void> {
    const now = new Date(this.#options.now())
    const broken = await this.#outbox.recover(this.#adapter.platform, now)
    if (broken > 0)
      this.#options.log.warn({ platform: this.#adapter.platform, broken }, 'outcome of deliveries unknown')
    const { pace } = this.#adapter
    const probe: Place = { platform: this.#adapter.platform, channel: '' }
    const longest = Math.max(0, ...[...pace.all, ...pace.place(probe)].map((window) => window.ms))
    if (longest === 0) return
    for (const { place, at } of await this.#outbox.recent(this.#adapter.platform, new Date(now.getTime() - longest))) {
      for (const pacer of [this.#all, this.#pacer(placeKey(place), place)]) {
        pacer.take()
        pacer.ended(at.getTime())
      }
    }
  }

  #pacer(key: string, place: Place): Pacer {
    let pacer = this.#places.get(key)
    if (!pacer) {
      pacer = new Pacer(this.#adapter.pace.place(place))
      this.#places.set(key, pacer)
    }
    return pacer
  }

  #forgetPlaces(now: number): void {
    for (const [key, pacer] of this.#places) if (pacer.idle(now) && !this.#heads.has(key)) this.#places.delete(key)
  }

  /** The database may be away for a while: nothing is lost by waiting for it. */
  async #survive<T>(step: () => Promise<T>, signal: AbortSignal): Promise<T | 1_000> {
    try {
      return await step()
    } catch (error) {
      this.#options.log.error({ err: error, platform: this.#adapter.platform }, 'courier could not reach the outbox')
      if (!signal.aborted) this.#more = true
      await new Promise((resolve) => setTimeout(resolve, 1_000))
      return 1_000
    }
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        clearTimeout(this.#timer)
        this.#wake = undefined
        resolve()
      }
      if (this.#ended.length > 0) this.#wake()
      else this.#timer = setTimeout(() => this.#wake?.(), ms)
    })
  }
}

function rejectAfter(signal: AbortSignal): Promise<Sent> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new SendError({ kind: 'unknown' }, 'no answer in time')))
  })
}
