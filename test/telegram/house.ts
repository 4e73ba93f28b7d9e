import { type TelegramSettings, telegram } from '../../adapters/telegram/adapter.ts'
import type { Adapter, Address, Command, Engine, Happening, Message, Place, SendTrouble, Sent } from '../../src/chat.ts'
import { SendError } from '../../src/chat.ts'
import { startTelegram, type TelegramServer } from '../platforms/telegram/server.ts'
import type { Options } from '../platforms/telegram/setup.ts'

/** An engine that keeps what it hears. */
class Ear implements Engine {
  readonly locales = ['en', 'zh']
  readonly heard: Happening[] = []
  /** Every call of `receive`, refused ones too. */
  readonly told: Happening[] = []
  /** Rejects the calls for which it gives true. */
  refuses: (happening: Happening) => boolean = () => false
  /** What `receive` waits for before it answers. */
  gate: Promise<unknown> = Promise.resolve()
  /** Bytes of our store, by id. */
  readonly stored = new Map<string, Uint8Array>()
  menu: Command[] = [{ name: 'points', description: 'Your points' }]
  #waiting: { count: number; list: Happening[]; done: () => void }[] = []

  async receive(happening: Happening): Promise<void> {
    this.told.push(happening)
    this.#wake()
    const refused = this.refuses(happening)
    await this.gate
    if (refused) throw new Error('the database is away')
    this.heard.push(happening)
    this.#wake()
  }

  /** Resolves with the first `count` that were heard (or told), as soon as there are so many. */
  async first(count: number, list: Happening[] = this.heard): Promise<Happening[]> {
    if (list.length < count) {
      await new Promise<void>((done) => {
        this.#waiting.push({ count, list, done })
      })
    }
    return list.slice(0, count)
  }

  #wake(): void {
    for (const { count, list, done } of this.#waiting) if (list.length >= count) done()
  }

  async file(id: string): Promise<Uint8Array> {
    const bytes = this.stored.get(id)
    if (!bytes) throw new Error('there is no file of that id')
    return bytes
  }

  form(): undefined {}
  check(): undefined {}
  watch(): () => void {
    return () => {}
  }
  commands(locale?: string): Command[] {
    return this.menu.map((each) => (locale === 'zh' ? { ...each, description: '你的积分' } : each))
  }
}

/** An adapter at a Bot API server of its own. Pauses pass at once and are written down. */
export class House {
  readonly server: TelegramServer
  readonly adapter: Adapter
  readonly ear = new Ear()
  readonly pauses: number[] = []
  readonly log: string[] = []
  /** What the adapter said of itself at each pause. */
  readonly said: string[] = []
  readonly #end = new AbortController()
  #listening: Promise<void> | undefined

  constructor(server: TelegramServer, settings: Partial<TelegramSettings>) {
    this.server = server
    const write = (about: object, message: string) => {
      this.log.push(`${message} ${JSON.stringify(about)}`)
    }
    this.adapter = telegram({
      token: server.token,
      apiRoot: server.root,
      log: { info: write, warn: write, error: write },
      wait: (ms) => {
        this.pauses.push(ms)
        this.said.push(this.adapter.status())
        return new Promise((resolve) => setImmediate(resolve))
      },
      ...settings,
    })
  }

  /** Starts the adapter and has it listen. */
  async listen(): Promise<this> {
    await this.adapter.start(this.ear)
    this.#listening = this.adapter.listen?.(this.#end.signal)
    return this
  }

  /** Ends listening; resolves when that has ended. */
  async deafen(): Promise<void> {
    this.#end.abort()
    await this.#listening
  }

  /** Sends a message; `signal` ends it. */
  send(
    to: Address | { id: number },
    message: string | Message,
    signal: AbortSignal = new AbortController().signal,
  ): Promise<Sent> {
    const address = 'place' in to ? to : { place: chat(to) }
    const content = typeof message === 'string' ? { text: message } : message
    return this.adapter.send(address, content, { key: 'k', signal })
  }

  /** Opens a thread under that message. */
  async thread(root: Sent, title: string): Promise<Place> {
    const place = await this.adapter.thread?.(root, title, { key: 'k', signal: new AbortController().signal })
    if (!place) throw new Error('the adapter opens no threads')
    return place
  }

  async remove(sent: Sent): Promise<void> {
    await this.adapter.remove?.(sent, { key: 'k', signal: new AbortController().signal })
  }

  /** How a send goes wrong. */
  trouble(...send: Parameters<House['send']>): Promise<SendTrouble> {
    return this.troubleOf(this.send(...send))
  }

  /** How something goes wrong. Fails when it goes well, and when the error tells the token. */
  async troubleOf(work: Promise<unknown>): Promise<SendTrouble> {
    const error: unknown = await work.catch((reason: unknown) => reason)
    if (!(error instanceof SendError)) throw new Error(`no SendError: ${JSON.stringify(error)}`)
    if (error.message.includes(this.server.token)) throw new Error('the token was told')
    return error.trouble
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.deafen()
    await this.adapter.stop()
    await this.server.stop()
  }
}

/** The place of a chat. */
export const chat = ({ id }: { id: number }, thread?: number) => ({
  platform: 'telegram',
  channel: String(id),
  ...(thread !== undefined && { thread: String(thread) }),
})

export async function openHouse(settings: Partial<TelegramSettings> = {}, options: Options = {}): Promise<House> {
  return new House(await startTelegram({ patience: 4000, ...options }), settings)
}
