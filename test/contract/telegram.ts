import { setImmediate } from 'node:timers/promises'
import { telegram } from '../../adapters/telegram/adapter.ts'
import type { Adapter, Person, Place, SentFile } from '../../src/chat.ts'
import type { Fault as ServerFault } from '../platforms/telegram/faults.ts'
import type { Person as User } from '../platforms/telegram/people.ts'
import type { Seen } from '../platforms/telegram/screen.ts'
import { startTelegram, type TelegramServer } from '../platforms/telegram/server.ts'
import type { Message } from '../platforms/telegram/wire.ts'
import {
  type Actor,
  type Opened,
  type Outside,
  type Platform,
  pauseMs,
  type Saying,
  type Shown,
  startWord,
} from './platform.ts'

const secret = 'the-Secret_of-this-hook'

/** Telegram, with telegraf at a Bot API server of ours, hearing by polling or by webhook; in its groups are topics, or none. */
export function onTelegram(by: 'polling' | 'webhook', { topics = true } = {}): Platform {
  return {
    name: `Telegram by ${by}`,
    has: {
      forms: false,
      files: true,
      groups: true,
      threads: true,
      names: true,
      replies: true,
      edits: true,
      repeats: false,
      desks: true,
      tones: false,
    },
    faults: ['slow', 'refuse', 'fail', 'lose', 'hang', 'away'],
    open: async (outside) => {
      const server = await startTelegram({ webhook: { firstPause: 1, longestPause: 5, timeout: 5_000 } })
      return new OnTelegram(server, outside, by, topics)
    },
  }
}

class OnTelegram implements Opened {
  readonly server: TelegramServer
  readonly groups: { id: number; members: Set<number> }[] = []
  readonly secrets: readonly string[]
  readonly link = 'https://t.me/regulars_bot'
  readonly linkWithWord = `${this.link}?start=${startWord}`
  readonly #outside: Outside
  readonly #by: 'polling' | 'webhook'
  readonly #topics: boolean

  constructor(server: TelegramServer, outside: Outside, by: 'polling' | 'webhook', topics: boolean) {
    this.server = server
    this.#outside = outside
    this.#by = by
    this.#topics = topics
    this.secrets = [server.token, secret]
  }

  readonly faults = {
    slow: () => this.#strike({ kind: 'answer', code: 429, retryAfter: pauseMs / 1000 }),
    refuse: () => this.#strike({ kind: 'answer', code: 400 }),
    fail: () => this.#strike({ kind: 'answer', code: 500 }),
    lose: () => this.#strike({ kind: 'lose' }),
    hang: () => this.#strike({ kind: 'hang', done: true }),
    away: () => this.server.refuse(),
  }

  adapter(): Adapter {
    const { token, root: apiRoot } = this.server
    const { url: publicUrl, log } = this.#outside
    const webhook = this.#by === 'webhook' ? { publicUrl, secret } : undefined
    // pauses and paces are a matter of the adapter's own tests: here nothing waits
    return telegram({ token, apiRoot, webhook, log, pace: { all: [], place: () => [] }, wait: () => setImmediate() })
  }

  person({ name, locale }: { name?: string; locale?: string } = {}): Actor {
    const user = this.server.person({
      started: true,
      ...(name !== undefined && { name }),
      ...(locale && { language: locale }),
    })
    return actor(this, user)
  }

  stranger(): Actor {
    return actor(this, this.server.person())
  }

  group(...members: Actor[]) {
    const ids = members.map(({ who }) => Number(who.id))
    const { id } = this.server.group({ forum: this.#topics, botIsAdmin: this.#topics, members: ids })
    this.groups.push({ id, members: new Set(ids) })
    const opener = Number(members[0]?.who.id)
    return { place: placeOf(id), thread: () => placeOf(id, this.server.opensTopic(opener, id, 'Alerts')) }
  }

  loses({ id }: SentFile): void {
    this.server.world.files.remove(id)
  }

  repeat(): void {
    this.server.repeat(this.server.lastUpdate())
  }

  get waiting(): number {
    const { made, settledCount } = this.server.world.updates
    return made - settledCount
  }

  close(): Promise<void> {
    return this.server.stop()
  }

  async #strike(fault: ServerFault): Promise<() => Promise<void>> {
    const { lift } = this.server.fault({ ...fault, on: 'sendMessage', count: 1 })
    return async () => lift()
  }
}

function placeOf(chat: number, topic?: number, answered?: number): Place {
  const thread = topic ?? (answered === undefined ? undefined : `re${answered}`)
  return { platform: 'telegram', channel: String(chat), ...(thread !== undefined && { thread: String(thread) }) }
}

function actor({ server, groups }: OnTelegram, user: User): Actor {
  const { id, name, language } = user
  const who: Person = { platform: 'telegram', id: String(id), name, ...(language && { locale: language }) }
  const chats = () => [id, ...groups.filter(({ members }) => members.has(id)).map((group) => group.id)]
  const aim = (saying: Saying) => {
    const { in: place, answering } = saying
    const chat = place ? { chat: Number(place.channel) } : {}
    const replyTo = answering && server.says(Number(answering.who.id), 'What do I owe?', chat)
    const thread = place?.thread ?? ''
    if (thread.startsWith('re')) return { ...chat, replyTo: Number(thread.slice(2)) }
    return { ...chat, ...(thread !== '' && { topic: Number(thread) }), ...(replyTo && { replyTo }) }
  }
  const on = ({ id, place }: Shown) => ({ chat: Number(place.channel), id: Number(id) })
  let last: (Message & { called: string }) | undefined
  return {
    who,
    place: placeOf(id),
    says: (text, saying = {}) => {
      const called = saying.in ? '@regulars_bot ' : ''
      last = { ...server.says(user, `${called}${text}`, aim(saying)), called }
    },
    edits: (text) => void (last && server.edits(user, last, `${last.called}${text}`)),
    // the words stand under the first, as the app does it
    sends: (picked, text) => {
      for (const [index, { name, media, bytes, claims }] of picked.entries()) {
        const { document } = server.attachment('document', bytes, name, media)
        if (!document) throw new Error('that is no file')
        const claimed = { ...document, ...(claims !== undefined && { file_size: claims }) }
        server.sends(user, { document: claimed, ...(index === 0 && text !== undefined && { caption: text }) })
      }
    },
    asks: (command, args, saying = {}) => void server.says(user, `/${command} ${args}`.trimEnd(), aim(saying)),
    presses: (shown, label) => void server.presses(user, on(shown), label),
    blocks: () => server.blocks(user),
    unblocks: () => server.unblocks(user),
    removes: (shown) => {
      const { chat, id: message } = on(shown)
      server.world.chats.get(chat).messages.delete(message)
      server.world.screen.remove(chat, message)
    },
    sees: async () => {
      const seen = chats().flatMap((chat) => server.sent(chat))
      return seen
        .filter(({ deleted }) => !deleted)
        .sort((a, b) => a.n - b.n)
        .map((each) => look(server, each))
    },
  }
}

function look(server: TelegramServer, seen: Seen): Shown {
  const { text, entities, photo = [], document } = seen
  const file = document && server.world.files.find(document.file_id)
  return {
    id: String(seen.id),
    place: placeOf(seen.chat, seen.thread, seen.replyTo),
    words: text,
    buttons: seen.buttons.flat().map(({ text: label, url }) => ({ label, ...(url !== undefined && { url }) })),
    images: photo.map(({ file_id }) => ({ bytes: server.world.files.find(file_id)?.data ?? Buffer.alloc(0) })),
    files: file ? [{ name: file.name, bytes: file.data }] : [],
    edited: seen.edits > 0,
    live: [...entities.filter(({ type }) => !dead.has(type)).map(({ type }) => type), ...previews(server, seen)],
  }
}

/** Bold are the labels of facts, code is what stands as it is; the others Telegram finds by itself and they do nothing. */
const dead = new Set(['bold', 'code', 'url', 'email', 'phone_number', 'hashtag', 'cashtag'])

/** Markup that was asked for, and the preview of what is behind a link. */
function previews(server: TelegramServer, { chat, id }: Seen): string[] {
  const calls = server.calls().filter((call) => call.chat === chat && call.message === id)
  return calls.flatMap(({ params }) => {
    const { link_preview_options: preview, parse_mode: markup } = params as Message
    const previewed = 'text' in params && !(preview as { is_disabled?: boolean } | undefined)?.is_disabled
    return [...(previewed ? ['preview'] : []), ...(markup ? ['markup'] : [])]
  })
}
