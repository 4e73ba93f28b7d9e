import {
  type Adapter,
  type Address,
  type Engine,
  type Form,
  type Happening,
  type Message,
  type Pace,
  type Place,
  SendError,
  type SendOptions,
  type SendTrouble,
  type Sent,
  type SentFile,
} from '../../src/chat.ts'
import { asShown, asTold, isRefused } from './strict.ts'

/** A message as the people of the fake platform see it. `edited`: how often it was replaced. */
export type Shown = {
  id: string
  place: Place
  only?: string
  home?: true
  message: Message
  edited: number
  key: string
}

export type FakeOptions = { platform?: string; forms?: boolean; pace?: Partial<Pace> }

/**
 * An in-memory platform: shows what was sent, and can be told to refuse, delay or lose it. It is as strict as the real
 * ones: what one of them would not take is refused here. The channel of a person alone with the bot is the person's id.
 */
export class FakeAdapter implements Adapter {
  readonly platform: string
  readonly can: Adapter['can']
  readonly pace: Pace
  readonly shown: Shown[] = []
  /** Channels in which several people are. */
  readonly groups = new Set<string>()
  /** Called before each send; what it throws is what the send comes to. */
  before: (to: Address, message: Message) => Promise<void> | void = () => {}
  /** Called when a message is shown, before the send has succeeded; what it throws is what the send comes to. */
  after: (shown: Shown) => Promise<void> | void = () => {}
  /** What people have uploaded, by id: fetching gives it, and what is not among it is gone. */
  readonly uploads = new Map<string, Uint8Array>()
  /** Called before each fetch; what it throws is what the fetch comes to. */
  beforeFetch: (file: SentFile) => Promise<void> | void = () => {}
  #engine: Engine | undefined
  #running = new AbortController()
  #started = false
  #waiting: { fits: (shown: Shown) => boolean; resolve: (shown: Shown) => void }[] = []

  constructor(options: FakeOptions = {}) {
    this.platform = options.platform ?? 'fake'
    this.can = { form: (_form: Form) => options.forms ?? false, threads: true, private: true, edit: true }
    this.pace = { all: [], place: () => [], inFlight: 100, ...options.pace }
  }

  get engine(): Engine {
    if (!this.#engine) throw new Error('the fake platform is not connected')
    return this.#engine
  }

  async start(engine: Engine): Promise<void> {
    this.#engine = engine
    this.#started = true
    this.#running = new AbortController()
  }

  async stop(): Promise<void> {
    this.#started = false
    this.#running.abort()
  }

  status(): string {
    return this.#started ? 'ok' : 'not started'
  }

  /**
   * Somebody does something: the engine is told, again and again until it has taken it. Resolves with whether it was
   * taken before the adapter was stopped.
   */
  async happens(happening: Happening): Promise<boolean> {
    const told = asTold(happening)
    while (this.#started) {
      try {
        await this.engine.receive(told)
        return true
      } catch {
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
    return false
  }

  async send(to: Address, message: Message, options: SendOptions): Promise<Sent> {
    if (!this.#started || options.signal.aborted) refuse({ kind: 'later' })
    const isForAll = !to.only && this.groups.has(to.place.channel)
    if (isRefused(message) || (message.private && isForAll)) refuse({ kind: 'refused' })
    const ended = AbortSignal.any([options.signal, this.#running.signal])
    await within(ended, () => this.before(to, message))
    const shown = this.#show(to, asShown(message), options.key)
    await within(ended, () => this.after(shown))
    return { place: shown.place, message: shown.id }
  }

  async fetch(file: SentFile, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    if (!this.#started || signal.aborted) refuse({ kind: 'later' })
    await within(signal, () => this.beforeFetch(file))
    const bytes = this.uploads.get(file.id)
    if (!bytes) refuse({ kind: 'refused' })
    return inPieces(bytes)
  }

  /** Resolves with the next message that fits. Ask for it before doing what causes it. */
  next(fits: (shown: Shown) => boolean): Promise<Shown> {
    return new Promise((resolve) => this.#waiting.push({ fits, resolve }))
  }

  #show(to: Address, message: Message, key: string): Shown {
    const place = to.only ? { platform: this.platform, channel: to.only.id } : to.place
    const index = this.shown.findIndex((it) => it.id === to.replaces && it.place.channel === place.channel)
    const old = this.shown[index]
    const shown: Shown = {
      id: old?.id ?? String(this.shown.length + 1),
      place,
      ...(to.only ? { only: to.only.id } : {}),
      ...(to.home ? { home: true } : {}),
      message,
      edited: old ? old.edited + 1 : 0,
      key,
    }
    if (old) this.shown[index] = shown
    else this.shown.push(shown)
    const ready = this.#waiting.filter((waiting) => waiting.fits(shown))
    this.#waiting = this.#waiting.filter((waiting) => !ready.includes(waiting))
    for (const waiting of ready) waiting.resolve(shown)
    return shown
  }
}

/** Makes a send come to that. */
export function refuse(trouble: SendTrouble): never {
  throw new SendError(trouble, `fake platform: ${trouble.kind}`)
}

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 4_096) yield bytes.subarray(at, at + 4_096)
}

/** What is not done by then is given up, its outcome unknown. */
async function within(signal: AbortSignal, act: () => Promise<void> | void): Promise<void> {
  const ended = Promise.withResolvers<never>()
  const end = () => ended.reject(new SendError({ kind: 'unknown' }, 'fake platform: no answer in time'))
  signal.addEventListener('abort', end)
  try {
    await Promise.race([act(), ended.promise])
  } finally {
    signal.removeEventListener('abort', end)
  }
}
