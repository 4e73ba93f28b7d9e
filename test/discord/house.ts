import { type DiscordSettings, discord } from '../../adapters/discord/adapter.ts'
import type { Adapter, Address, Command, Message, Place, SendOptions, SendTrouble, Sent } from '../../src/chat.ts'
import { SendError } from '../../src/chat.ts'
import { Ear } from '../contract/ear.ts'
import { type DiscordServer, type Person, startDiscord } from '../platforms/discord/server.ts'
import type { Options } from '../platforms/discord/setup.ts'

/** An engine that keeps what it hears, and small things for the adapter, as one with a database does. */
class Keeper extends Ear {
  readonly kept = new Map<string, string>()
  readonly conversations = new Map<string, string | undefined>()
  /** What the menu is in that language, if it is another. */
  menu: ((locale: string | undefined) => Command[]) | undefined

  async seen(): Promise<{ channel: string; message?: string }[]> {
    return [...this.conversations].map(([channel, message]) => ({ channel, ...(message !== undefined && { message }) }))
  }

  override commands(locale?: string): Command[] {
    return this.menu?.(locale) ?? super.commands()
  }

  async recall(platform: string, name: string): Promise<string | undefined> {
    return this.kept.get(`${platform} ${name}`)
  }

  async remember(platform: string, name: string, value: string): Promise<void> {
    this.kept.set(`${platform} ${name}`, value)
  }
}

/** Deliveries are numbered over all processes. */
let keys = 0

/** An adapter at a Discord of its own. Pauses pass at once and are written down. */
export class House {
  readonly server: DiscordServer
  readonly ear: Keeper
  readonly adapter: Adapter
  readonly pauses: number[] = []
  readonly log: string[] = []
  /** What the adapter said of itself at each pause. */
  readonly said: string[] = []
  /** Milliseconds added to the time of day. */
  later = 0
  #end = new AbortController()
  #listening: Promise<void> | undefined

  constructor(server: DiscordServer, settings: Partial<DiscordSettings> = {}, ear = new Keeper()) {
    this.server = server
    this.ear = ear
    const write = (about: object, message: string) => {
      this.log.push(`${message} ${JSON.stringify(about)}`)
    }
    this.adapter = discord({
      token: server.token,
      api: server.apiRoot,
      log: { info: write, warn: write, error: write },
      pace: { all: [], place: () => [] },
      now: () => Date.now() + this.later,
      wait: (ms) => {
        this.pauses.push(ms)
        this.said.push(this.adapter.status())
        return new Promise((resolve) => setImmediate(resolve))
      },
      ...settings,
    })
  }

  /** Starts the adapter. */
  async start(): Promise<this> {
    await this.adapter.start(this.ear)
    return this
  }

  /** Starts the adapter and has it listen; resolves once it does. */
  async listen(): Promise<this> {
    await this.start()
    return this.join()
  }

  /** Has it listen; resolves once it does. */
  async join(): Promise<this> {
    this.begin()
    await this.server.session('identified')
    return this
  }

  /** Has it listen, without waiting for that. */
  begin(): void {
    this.#end = new AbortController()
    this.#listening = this.adapter.listen?.(this.#end.signal)
  }

  /** Ends listening; resolves when that has ended. */
  async deafen(): Promise<void> {
    this.#end.abort()
    await this.#listening
  }

  /** Another process at the same place, with the same database. */
  another(settings: Partial<DiscordSettings> = {}): House {
    return new House(this.server, settings, this.ear)
  }

  /** Sends a message, to somebody alone or to an address. */
  send(
    to: Address | Person,
    message: string | Message,
    { key = `key-${++keys}`, signal = new AbortController().signal, again }: Partial<SendOptions> = {},
  ): Promise<Sent> {
    const address = 'place' in to ? to : { place: this.alone(to) }
    const options = { key, signal, ...(again && { again }) }
    return this.adapter.send(address, typeof message === 'string' ? { text: message } : message, options)
  }

  /** Opens a thread, as the courier would. */
  async thread(root: Sent, title = 'C-1'): Promise<Place> {
    const place = await this.adapter.thread?.(root, title, {
      key: `key-${++keys}`,
      signal: new AbortController().signal,
    })
    if (!place) throw new Error('there are no threads')
    return place
  }

  /** Takes a message away, and tells how that goes wrong; undefined when it goes well. */
  async removes(sent: Sent): Promise<SendTrouble | undefined> {
    const options = { key: `key-${++keys}`, signal: new AbortController().signal }
    const error: unknown = await this.adapter.remove?.(sent, options).catch((reason: unknown) => reason)
    if (error !== undefined && !(error instanceof SendError)) throw error
    return error?.trouble
  }

  /** How a send goes wrong. Fails when it goes well, and when the error tells the token. */
  async trouble(...send: Parameters<House['send']>): Promise<SendTrouble> {
    const error: unknown = await this.send(...send).catch((reason: unknown) => reason)
    if (!(error instanceof SendError)) throw new Error(`no SendError: ${JSON.stringify(error)}`)
    if (error.message.includes(this.server.token)) throw new Error('the token was told')
    return error.trouble
  }

  /** The place of somebody's conversation with the bot alone. */
  alone(who: Person) {
    return place(this.server.dm(who).id)
  }

  async stop(): Promise<void> {
    await this.deafen()
    await this.adapter.stop()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
    await this.server.stop()
  }
}

export const place = (channel: string) => ({ platform: 'discord', channel })

export const person = ({ id, name }: Person) => ({ platform: 'discord', id, name })

/** A house with its own Discord; it ends with it. */
export async function openHouse(settings: Partial<DiscordSettings> = {}, options: Options = {}): Promise<House> {
  return new House(await startDiscord({ patience: 4000, ...options }), settings)
}
