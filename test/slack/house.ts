import { type SlackSettings, slack } from '../../adapters/slack/adapter.ts'
import manifest from '../../adapters/slack/manifest.json' with { type: 'json' }
import type { Adapter, Address, Message, Place, SendOptions, SendTrouble, Sent } from '../../src/chat.ts'
import { SendError } from '../../src/chat.ts'
import { Ear } from '../contract/ear.ts'
import { Front } from '../contract/front.ts'
import { type Person, type SlackServer, startSlack } from '../platforms/slack/server.ts'
import type { Options } from '../platforms/slack/setup.ts'

/** An adapter at a Slack of its own. Pauses pass at once and are written down. */
export class House {
  readonly server: SlackServer
  readonly front: Front
  readonly adapter: Adapter
  readonly ear = new Ear()
  readonly pauses: number[] = []
  readonly log: string[] = []
  /** What the adapter said of itself at each pause. */
  readonly said: string[] = []
  readonly #end = new AbortController()
  #listening: Promise<void> | undefined

  constructor(server: SlackServer, front: Front, settings: Partial<SlackSettings>) {
    this.server = server
    this.front = front
    const write = (about: object, message: string) => {
      this.log.push(`${message} ${JSON.stringify(about)}`)
    }
    this.adapter = slack({
      botToken: server.botToken,
      ...(settings.signingSecret === undefined && { appToken: server.appToken }),
      apiUrl: server.apiUrl,
      log: { info: write, warn: write, error: write },
      wait: (ms) => {
        this.pauses.push(ms)
        this.said.push(this.adapter.status())
        return new Promise((resolve) => setImmediate(resolve))
      },
      ...settings,
    })
  }

  /** Starts the adapter and has it listen; resolves once it hears. */
  async listen(): Promise<this> {
    await this.front.serve(this.adapter)
    await this.adapter.start(this.ear)
    this.#listening = this.adapter.listen?.(this.#end.signal)
    if (this.#listening) await this.server.connected(2)
    else {
      await this.server.nextCall('bots.info')
      while (this.adapter.link?.() === undefined) await new Promise((resolve) => setImmediate(resolve))
      await this.server.point(this.address)
    }
    return this
  }

  get address(): string {
    return `${this.front.url}/slack/events`
  }

  /** Ends listening; resolves when that has ended. */
  async deafen(): Promise<void> {
    this.#end.abort()
    await this.#listening
  }

  /** Sends a message; `signal` ends it. */
  send(to: Address | Person, message: string | Message, options: Partial<SendOptions> = {}): Promise<Sent> {
    const address = 'place' in to ? to : { place: this.direct(to) }
    const content = typeof message === 'string' ? { text: message } : message
    return this.adapter.send(address, content, { key: 'k', signal: new AbortController().signal, ...options })
  }

  /** Opens a thread under that message. */
  async thread(root: Sent): Promise<Place> {
    const place = await this.adapter.thread?.(root, 'C-1042', { key: 'k', signal: new AbortController().signal })
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

  /** How something goes wrong. Fails when it goes well, and when the error tells a token. */
  async troubleOf(work: Promise<unknown>): Promise<SendTrouble> {
    const error: unknown = await work.catch((reason: unknown) => reason)
    if (!(error instanceof SendError)) throw new Error(`no SendError: ${String(error)}`)
    if (error.message.includes('xox')) throw new Error('the token was told')
    return error.trouble
  }

  /** The conversation of that person alone with the bot. */
  direct({ id }: { id: string }) {
    return place(this.server.world.workspace.direct(id).id)
  }

  /** What the bot said to that person that is there now. */
  shown(person: Person) {
    return this.server.sent(person).filter(({ deleted }) => !deleted)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.front.rest()
    await this.deafen()
    await this.adapter.stop()
    await this.server.stop()
    await this.front.close()
  }
}

export const place = (channel: string, thread?: string) => ({
  platform: 'slack',
  channel,
  ...(thread !== undefined && { thread }),
})

export const human = ({ id }: { id: string }) => ({ platform: 'slack', id })

type Given = Partial<SlackSettings> & { http?: boolean }

export async function openHouse({ http = false, ...settings }: Given = {}, options: Options = {}): Promise<House> {
  const server = await startSlack({ patience: 4_000, retries: [1, 5, 5], ...options })
  server.install(manifest)
  const secret = http ? { signingSecret: server.signingSecret } : {}
  return new House(server, await Front.open(), { ...secret, ...settings })
}
