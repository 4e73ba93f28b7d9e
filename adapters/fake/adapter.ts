import {
  type Adapter,
  type Address,
  type Engine,
  type Form,
  type Happening,
  type Message,
  type Pace,
  type Piece,
  type Place,
  SendError,
  type SendOptions,
  type SendTrouble,
  type Sent,
  type SentFile,
} from '../../src/chat.ts'
import { Board, type Shown } from './board.ts'
import { asShown, asTold, isRefused, pieceOf } from './strict.ts'

export type { Shown } from './board.ts'

/**
 * `threads: false`: a platform where there are none. `looks`: what may have arrived already is found by its key, and
 * not sent again.
 */
export type FakeOptions = {
  platform?: string
  forms?: boolean
  pace?: Partial<Pace>
  threads?: boolean
  looks?: boolean
}

/**
 * An in-memory platform: shows what was sent, and can be told to refuse, delay or lose it. It is as strict as the real
 * ones: what one of them would not take is refused here. The channel of a person alone with the bot is the person's id.
 */
export class FakeAdapter implements Adapter {
  readonly platform: string
  readonly can: Adapter['can']
  readonly pace: Pace
  /** What people see now. */
  readonly shown: readonly Shown[]
  /** The threads that there are, each once, with the title it was opened under. */
  readonly opened: { place: Place; title: string }[] = []
  /** What was taken away, as often as that was asked for. */
  readonly removed: Sent[] = []
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
  /** Called before a thread is opened, and before a message is taken away; what it throws is what that comes to. */
  beforeThread: (root: Sent, title: string) => Promise<void> | void = () => {}
  beforeRemove: (sent: Sent) => Promise<void> | void = () => {}
  /** Called when the thread is there, before opening it has succeeded. */
  afterThread: (place: Place) => Promise<void> | void = () => {}
  readonly #board: Board
  readonly #looks: boolean
  #engine: Engine | undefined
  #running = new AbortController()
  #started = false

  constructor(options: FakeOptions = {}) {
    this.platform = options.platform ?? 'fake'
    this.#board = new Board(this.platform)
    this.shown = this.#board.shown
    this.#looks = options.looks ?? false
    this.can = {
      form: (_form: Form) => options.forms ?? false,
      threads: options.threads ?? true,
      private: true,
      edit: true,
    }
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

  drawn(message: Message): Piece[] {
    return isRefused(message) ? [] : [pieceOf(asShown(message))]
  }

  async send(to: Address, message: Message, options: SendOptions): Promise<Sent> {
    if (!this.#started || options.signal.aborted) refuse({ kind: 'later' })
    const isForAll = !to.only && this.groups.has(to.place.channel)
    if (isRefused(message) || (message.private && isForAll)) refuse({ kind: 'refused' })
    const ended = AbortSignal.any([options.signal, this.#running.signal])
    await within(ended, () => this.before(to, message))
    const arrived = options.again && this.#looks ? this.#arrived(to, options.key) : undefined
    if (arrived) return { place: arrived.place, message: arrived.id }
    const shown = this.#board.show(to, asShown(message), options.key)
    await within(ended, () => this.after(shown))
    return { place: shown.place, message: shown.id }
  }

  async thread(root: Sent, title: string, { signal }: SendOptions): Promise<Place> {
    if (!this.#started || signal.aborted) refuse({ kind: 'later' })
    const ended = AbortSignal.any([signal, this.#running.signal])
    await within(ended, () => this.beforeThread(root, title))
    if (!this.can.threads || root.place.thread !== undefined) return root.place
    const place: Place = { ...root.place, thread: `t${root.message}` }
    const isOpen = this.opened.some((it) => it.place.channel === place.channel && it.place.thread === place.thread)
    if (!isOpen) this.opened.push({ place, title })
    await within(ended, () => this.afterThread(place))
    return place
  }

  async remove(sent: Sent, { signal }: SendOptions): Promise<void> {
    if (!this.#started || signal.aborted) refuse({ kind: 'later' })
    await within(AbortSignal.any([signal, this.#running.signal]), () => this.beforeRemove(sent))
    this.#board.remove(sent)
    this.removed.push(sent)
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
    return this.#board.next(fits)
  }

  #arrived(to: Address, key: string): Shown | undefined {
    const { channel, thread } = this.#board.placeOf(to)
    return this.shown.find((it) => it.key === key && it.place.channel === channel && it.place.thread === thread)
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
