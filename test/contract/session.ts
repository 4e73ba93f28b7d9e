import {
  type Adapter,
  type Address,
  type Message,
  SendError,
  type SendOptions,
  type SendTrouble,
  type Sent,
} from '../../src/chat.ts'
import { Ear } from './ear.ts'
import { Front } from './front.ts'
import type { Actor, Group, Log, Opened, Platform, Shown, Undo } from './platform.ts'

type SendSettings = Partial<SendOptions>

/** An adapter between its platform and an engine that only listens. */
export class Session {
  readonly ear = new Ear()
  readonly platform: Opened
  readonly log: string[]
  readonly #name: string
  readonly #front: Front
  #adapter: Adapter
  #ending = new AbortController()
  #listening: Promise<void> | undefined
  #keys = 0

  private constructor(name: string, platform: Opened, front: Front, log: string[]) {
    this.#name = name
    this.platform = platform
    this.#front = front
    this.log = log
    this.#adapter = platform.adapter()
  }

  /** Opens the platform, and starts the adapter unless told otherwise. */
  static async open(platform: Platform, { start = true } = {}): Promise<Session> {
    const front = await Front.open()
    const lines: string[] = []
    const write: Log['info'] = (about, message) => void lines.push(`${message} ${JSON.stringify(about)}`)
    const log = { info: write, warn: write, error: write }
    const session = new Session(platform.name, await platform.open({ url: front.url, log }), front, lines)
    if (start) await session.start()
    return session
  }

  get adapter(): Adapter {
    return this.#adapter
  }

  /** Mounts, starts and listens, in the order in which the program does it. */
  async start(): Promise<void> {
    await this.#front.serve(this.#adapter)
    await this.#adapter.start(this.ear)
    this.listen()
  }

  /** Begins to hold the connection, as a process does that becomes the leading one. */
  listen(): void {
    this.#ending = new AbortController()
    this.#listening = this.#adapter.listen?.(this.#ending.signal)
  }

  /** Ends holding the connection. */
  async deafen(): Promise<void> {
    this.#ending.abort()
    await this.#listening
  }

  /** Stops in the order in which the program does it. */
  async stop(): Promise<void> {
    await this.#front.rest()
    await this.deafen()
    await this.#adapter.stop()
  }

  /** Ends this adapter and starts another at the same platform. */
  async restart(): Promise<void> {
    await this.stop()
    this.#adapter = this.platform.adapter()
    await this.start()
  }

  person(about?: { name?: string; locale?: string }): Actor {
    return this.platform.person(about)
  }

  group(...members: Actor[]): Group {
    const group = this.platform.group?.(...members)
    if (!group) throw new Error(`${this.#name} says that it has groups`)
    return group
  }

  fault(name: keyof Opened['faults']): Promise<Undo> {
    const fault = this.platform.faults[name]
    if (!fault) throw new Error(`${this.#name} says that it can ${name}`)
    return fault()
  }

  /** Sends, by default to a person's own place and under a key of its own. */
  send(to: Address | Actor, message: string | Message, settings: SendSettings = {}): Promise<Sent> {
    const address = 'who' in to ? { place: to.place } : to
    const usual = { key: `key-${++this.#keys}`, signal: new AbortController().signal }
    return this.#adapter.send(address, typeof message === 'string' ? { text: message } : message, {
      ...usual,
      ...settings,
    })
  }

  /** Sends to somebody, and gives what he sees of it. */
  async shows(to: Actor, message: string | Message): Promise<Shown> {
    const { message: id } = await this.send(to, message)
    return found(await to.sees(), id)
  }

  /** How a send goes wrong. Fails when it goes well, throws anything else, or tells what is not to be told. */
  async trouble(to: Address | Actor, message: string | Message, settings: SendSettings = {}): Promise<SendTrouble> {
    const error: unknown = await this.send(to, message, settings).catch((reason: unknown) => reason)
    if (!(error instanceof SendError)) throw new Error(`not a SendError: ${String(error)} ${JSON.stringify(error)}`)
    this.#keepsQuiet(error.message)
    return error.trouble
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    await this.platform.close()
    await this.#front.close()
    this.#keepsQuiet(...this.log, this.#adapter.status())
  }

  #keepsQuiet(...told: string[]): void {
    for (const secret of [...this.platform.secrets, whisper])
      if (told.some((line) => line.includes(secret))) throw new Error(`a secret was told: ${told.join('\n')}`)
  }
}

/** Stands for what people write: it must not turn up in a log or an error. */
export const whisper = 'between-you-and-me'

export function found(shown: Shown[], id: string): Shown {
  const message = shown.find((it) => it.id === id)
  if (!message) throw new Error(`no message ${id} among ${shown.map((it) => it.id).join(', ') || 'none'}`)
  return message
}
