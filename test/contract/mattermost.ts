import { setImmediate } from 'node:timers/promises'
import type { Adapter, Engine, Happening, Person, Place, SentFile } from '../../src/chat.ts'
import { mattermost } from '../adapters/mattermost/adapter.ts'
import { commandPath } from '../adapters/mattermost/calls.ts'
import { shown } from '../platforms/mattermost/markdown.ts'
import { MattermostServer, type Fault as ServerFault } from '../platforms/mattermost/server.ts'
import type { Post, User } from '../platforms/mattermost/state.ts'
import {
  type Actor,
  type Opened,
  type Outside,
  type Platform,
  pauseMs,
  type Shown,
  type ShownButton,
} from './platform.ts'

/** Mattermost, with its REST API, its events and its calls at a server of ours. */
export const onMattermost: Platform = {
  name: 'Mattermost',
  has: {
    forms: false,
    groups: true,
    threads: true,
    // a user name is of letters, digits, dots and dashes there
    names: false,
    // an answer stands in the thread of a post: whose post that is, is not told
    replies: false,
    edits: true,
    repeats: false,
    desks: true,
    finds: true,
    tones: true,
    files: true,
  },
  faults: ['slow', 'refuse', 'fail', 'lose', 'hang', 'away'],
  open: async (outside) => new OnMattermost(await new MattermostServer().start(), outside),
}

class OnMattermost implements Opened {
  readonly server: MattermostServer
  readonly secrets: readonly string[]
  readonly link: string
  readonly linkWithWord: string
  readonly #outside: Outside
  /** Posts that the engine has not stored: nobody asks a Mattermost whether they were. */
  readonly #untaken = new Set<string>()
  #queue: Promise<void> = Promise.resolve()
  #queued = 0
  #away = false
  #again: () => void = () => {}

  constructor(server: MattermostServer, outside: Outside) {
    this.server = server
    this.#outside = outside
    server.commandUrl = outside.url + commandPath
    this.secrets = [server.token, server.commandToken, key]
    this.link = `${server.root}/shop/messages/@regulars`
    this.linkWithWord = this.link
  }

  readonly faults = {
    slow: () => this.#strike({ kind: 'answer', status: 429, id: '', retryAfter: pauseMs / 1000 }),
    refuse: () => this.#strike({ kind: 'answer', status: 400, id: 'api.context.invalid_body_param.app_error' }),
    fail: () => this.#strike({ kind: 'answer', status: 500, id: 'app.post.save.app_error' }),
    lose: () => this.#strike({ kind: 'lose' }),
    hang: () => this.#strike({ kind: 'hang' }),
    away: async () => {
      this.#away = true
      await this.server.stop()
      return async () => {
        this.#away = false
        await this.server.start()
      }
    },
  }

  adapter(): Adapter {
    const { root, token, commandToken } = this.server
    const { url: publicUrl, log } = this.#outside
    // pauses and paces are a matter of the adapter's own tests: here nothing waits
    const pace = { all: [] }
    const adapter = mattermost({ root, token, publicUrl, key, commandToken, log, pace, wait: () => setImmediate() })
    return { ...adapter, start: (engine) => adapter.start(this.#observed(engine)) }
  }

  person(): Actor {
    const user = this.server.state.user()
    return actor(this, user, this.server.state.channel('D', [user.id, this.server.bot.id]).id)
  }

  stranger(): Actor {
    const user = this.server.state.user({ isStranger: true })
    return actor(this, user, this.server.state.channel('D', [user.id]).id)
  }

  group(...members: Actor[]) {
    const { state, bot } = this.server
    const { id } = state.channel('O', [bot.id, ...members.map(({ who }) => who.id)])
    const opener = members[0]?.who.id ?? ''
    return {
      place: placeOf(id),
      thread: () => placeOf(id, state.add(opener, { channel_id: id, message: 'Alerts' }).id),
    }
  }

  /** People act once the bot listens, one thing after the other, and no two within the time that the network takes. */
  acts(run: () => { post: Post } | { call: Promise<void> }): void {
    this.#queued += 1
    this.#queue = this.#queue.then(async () => {
      while (!this.server.isHeard && !this.#away) await setImmediate()
      const done = run()
      if ('call' in done) {
        this.#again = () => void this.server.again()
        await done.call
        this.#queued -= 1
        return
      }
      this.#again = () => this.server.repeat()
      this.#untaken.add(done.post.id)
      this.#queued -= 1
      await this.server.arrived()
    })
  }

  loses({ id }: SentFile): void {
    this.server.state.files.delete(id)
  }

  repeat(): void {
    this.#again()
  }

  get waiting(): number {
    return this.#untaken.size + this.#queued
  }

  close(): Promise<void> {
    this.#away = true
    return this.server.stop()
  }

  #observed(engine: Engine): Engine {
    return {
      locales: engine.locales,
      receive: async (happening: Happening) => {
        await engine.receive(happening)
        if ('message' in happening && happening.message !== undefined) this.#untaken.delete(happening.message)
      },
      form: (...given) => engine.form(...given),
      check: (...given) => engine.check(...given),
      commands: (...given) => engine.commands(...given),
      file: (id) => engine.file(id),
      watch: (listener) => engine.watch(listener),
    }
  }

  async #strike(fault: ServerFault): Promise<() => Promise<void>> {
    const lift = this.server.strike(fault)
    return async () => lift()
  }
}

const key = 'a-key-of-our-own-0123456789'
const longest = 16_000

function placeOf(channel: string, thread = ''): Place {
  return { platform: 'mattermost', channel, ...(thread !== '' && { thread }) }
}

function actor(there: OnMattermost, user: User, direct: string): Actor {
  const { server } = there
  const { state, bot } = server
  const who: Person = { platform: 'mattermost', id: user.id, name: user.username }
  let last: Post | undefined
  const mine = () => {
    if (!last) throw new Error('nothing was said')
    return last
  }
  return {
    who,
    place: placeOf(direct),
    says: (text, { in: place } = {}) =>
      there.acts(() => {
        const message = `${place ? `@${bot.username} ` : ''}${text}`.slice(0, longest)
        last = server.says(user, { channel_id: place?.channel ?? direct, root_id: place?.thread ?? '', message })
        return { post: last }
      }),
    edits: (text) =>
      there.acts(() => {
        const post = mine()
        const called = post.message.startsWith(`@${bot.username} `) ? `@${bot.username} ` : ''
        server.tell('post_edited', state.change(user.id, post.id, { message: called + text }))
        return { post }
      }),
    deletes: () =>
      there.acts(() => {
        server.tell('post_deleted', state.remove(mine().id))
        return { post: mine() }
      }),
    sends: (picked, message = '') =>
      there.acts(() => {
        const file_ids = picked.map(({ name, media, bytes, claims }) => {
          const id = state.id()
          state.files.set(id, { id, name, mime_type: media, size: claims ?? bytes.length, data: bytes })
          return id
        })
        return { post: server.says(user, { channel_id: direct, message, file_ids }) }
      }),
    asks: (command, args, { in: place } = {}) =>
      there.acts(() => ({
        call: server.ask(user, place?.channel ?? direct, `${command} ${args}`.trimEnd(), place?.thread),
      })),
    presses: (message, label) => there.acts(() => ({ call: server.press(user, message.id, label) })),
    removes: ({ id }) => void state.remove(id),
    sees: async () =>
      [...state.posts.values()]
        .filter((post) => post.user_id === bot.id && post.delete_at === 0)
        .filter((post) => state.channels.get(post.channel_id)?.members.has(user.id))
        .map((post) => look(server, post)),
  }
}

function look({ state }: MattermostServer, post: Post): Shown {
  const attachments = post.props.attachments ?? []
  const fields = attachments.flatMap((each) => each.fields ?? [])
  const read = [post.message, ...fields.flatMap(({ title, value }) => [title, value])].map(shown)
  const [text, ...facts] = read.map((each) => each.text)
  const rows = facts.flatMap((value, nth) =>
    nth % 2 === 1 ? [facts[nth - 1] === '' ? value : `${facts[nth - 1]}: ${value}`] : [],
  )
  const files = post.file_ids.flatMap((id) => state.files.get(id) ?? [])
  const isPicture = ({ mime_type }: { mime_type: string }) => mime_type.startsWith('image/')
  return {
    id: post.id,
    place: placeOf(post.channel_id, post.root_id),
    words: [text ?? '', ...rows].filter((line) => line !== '').join('\n'),
    buttons: attachments.flatMap(({ title, title_link: url, actions = [] }): ShownButton[] => {
      if (url !== undefined) return [{ label: title ?? '', url }]
      return actions.map(({ name, style }) => ({
        label: String(name),
        ...((style === 'primary' || style === 'danger') && { tone: style }),
      }))
    }),
    images: files.filter(isPicture).map(({ data }) => ({ bytes: data })),
    files: files.filter((file) => !isPicture(file)).map(({ name, data }) => ({ name, bytes: data })),
    edited: post.edit_at > 0,
    live: read.flatMap((each) => each.live),
  }
}
