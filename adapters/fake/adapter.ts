import {
  type Adapter,
  type Address,
  type Engine,
  type Form,
  type Message,
  type Pace,
  type Place,
  SendError,
  type SendOptions,
  type SendTrouble,
  type Sent,
} from '../../src/chat.ts'

/** A message as the people of the fake platform see it. `edited`: how often it was replaced. */
export type Shown = { id: string; place: Place; only?: string; message: Message; edited: number; key: string }

export type FakeOptions = { platform?: string; forms?: boolean; pace?: Partial<Pace> }

/** An in-memory platform: shows what was sent, and can be told to refuse, delay or lose it. */
export class FakeAdapter implements Adapter {
  readonly platform: string
  readonly can: Adapter['can']
  readonly pace: Pace
  readonly shown: Shown[] = []
  /** Called before each send; what it throws is what the send comes to. */
  before: (to: Address, message: Message) => Promise<void> | void = () => {}
  #engine: Engine | undefined
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
  }

  async stop(): Promise<void> {}

  status(): string {
    return 'ok'
  }

  async send(to: Address, message: Message, options: SendOptions): Promise<Sent> {
    await this.before(to, message)
    const old = to.replaces === undefined ? undefined : this.shown.find((it) => it.id === to.replaces)
    const place = to.only ? { platform: this.platform, channel: to.only.id } : to.place
    const shown: Shown = {
      id: old?.id ?? String(this.shown.length + 1),
      place,
      ...(to.only ? { only: to.only.id } : {}),
      message,
      edited: old ? old.edited + 1 : 0,
      key: options.key,
    }
    if (old) Object.assign(old, shown)
    else this.shown.push(shown)
    const ready = this.#waiting.filter((waiting) => waiting.fits(shown))
    this.#waiting = this.#waiting.filter((waiting) => !ready.includes(waiting))
    for (const waiting of ready) waiting.resolve(shown)
    return { place, message: shown.id }
  }

  /** Resolves with the next message that fits. Ask for it before doing what causes it. */
  next(fits: (shown: Shown) => boolean): Promise<Shown> {
    return new Promise((resolve) => this.#waiting.push({ fits, resolve }))
  }
}

/** Makes a send come to that. */
export function refuse(trouble: SendTrouble): never {
  throw new SendError(trouble, `fake platform: ${trouble.kind}`)
}
