import { type Adapter, type Address, type Pace, SendError, type SendTrouble, type Sent } from '../../src/chat.ts'
import type { Database } from '../../src/database/database.ts'
import { Batcher } from '../../src/engine/batcher.ts'
import { Courier, type CourierOptions } from '../../src/engine/courier.ts'
import { Departures } from '../../src/engine/departures.ts'
import { type Lane, say } from '../../src/engine/outbox.ts'
import { silent } from '../log.ts'
import type { Clockwork } from './clockwork.ts'

/** One call of the platform: what, where, and from when to when it was under way. */
export type Call = { text: string; to: Address; left: number; ended: number; outcome: Outcome }

/** How a call goes: how long it takes, and what it comes to. `silent`: it is never answered. */
export type Outcome = { ms: number; as: 'sent' | 'silent' | SendTrouble }

export type PostOptions = {
  pace?: Partial<Pace>
  outcome?: (text: string) => Outcome
  options?: Partial<CourierOptions>
}

/** An outbox, a platform and the courier between them, all in a time of their own. */
export class Post {
  readonly database: Database
  readonly outbox: Departures
  readonly clock: Clockwork
  readonly adapter: Adapter
  readonly calls: Call[] = []
  readonly #batcher: Batcher
  readonly #options: PostOptions

  constructor(database: Database, clock: Clockwork, options: PostOptions = {}) {
    this.database = database
    this.outbox = new Departures(database)
    this.clock = clock
    this.#options = options
    this.#batcher = new Batcher(database, { now: () => new Date(clock.now()) })
    this.adapter = {
      platform: 'fake',
      can: { form: () => false, threads: true, private: true, edit: true },
      pace: { all: [], place: () => [], inFlight: 100, ...options.pace },
      start: async () => {},
      stop: async () => {},
      status: () => 'ok',
      send: (to, message, { signal }) => this.#send(to, message.text, signal),
    }
  }

  /** Puts messages into the outbox, in one transaction. */
  async say(...messages: readonly { text: string; channel: string; thread?: string; lane?: Lane }[]): Promise<void> {
    await this.#batcher.run(async (unit) => {
      for (const { text, channel, thread, lane = 'answer' } of messages)
        say(unit, {
          to: { place: { platform: 'fake', channel, ...(thread === undefined ? {} : { thread }) } },
          message: { text },
          lane,
          cause: text,
        })
    })
  }

  courier(outbox: ConstructorParameters<typeof Courier>[1] = this.outbox): Courier {
    const { now, after } = this.clock
    return new Courier(this.adapter, outbox, { now, after, log: silent, ...this.#options.options })
  }

  /** Texts in the order in which they left, of one channel or of all. */
  left(channel?: string): string[] {
    return this.calls.filter(({ to }) => channel === undefined || to.place.channel === channel).map(({ text }) => text)
  }

  /** How the deliveries stand, in order. */
  states(): Promise<{ text: string; state: string; unknowns: number; channel: string; lane: number }[]> {
    return this.database
      .query<{ cause: string; state: string; unknowns: number; channel: string; lane: number }>(
        'SELECT cause, state, unknowns, channel, lane FROM delivery ORDER BY id',
      )
      .then((rows) => rows.map(({ cause, ...row }) => ({ text: cause, ...row })))
  }

  #send(to: Address, text: string, signal: AbortSignal): Promise<Sent> {
    const outcome = this.#options.outcome?.(text) ?? { ms: 0, as: 'sent' }
    const call: Call = { text, to, left: this.clock.now(), ended: Number.POSITIVE_INFINITY, outcome }
    this.calls.push(call)
    const { promise, resolve, reject } = Promise.withResolvers<Sent>()
    const end = () => {
      call.ended = Math.min(call.ended, this.clock.now())
    }
    signal.addEventListener('abort', end)
    this.clock.after(outcome.ms, () => {
      if (outcome.as === 'silent') return
      end()
      if (outcome.as === 'sent') resolve({ place: to.place, message: String(this.calls.length) })
      else reject(new SendError(outcome.as, 'test'))
    })
    return promise
  }
}
