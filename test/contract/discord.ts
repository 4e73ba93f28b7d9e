import { setImmediate } from 'node:timers/promises'
import { discord } from '../../adapters/discord/adapter.ts'
import type { Adapter, Engine, FieldErrors, Happening, Person, Place, SentFile, Values } from '../../src/chat.ts'
import type { Fault as ServerFault } from '../platforms/discord/faults.ts'
import type { Interaction } from '../platforms/discord/interactions.ts'
import type { Entry } from '../platforms/discord/people/inputs.ts'
import { channelTypes } from '../platforms/discord/places.ts'
import type { Seen } from '../platforms/discord/screen.ts'
import { type DiscordServer, startDiscord, type Person as User } from '../platforms/discord/server.ts'
import type { Message } from '../platforms/discord/wire.ts'
import {
  type Actor,
  type Opened,
  type Opener,
  type Outside,
  type Picked,
  type Platform,
  pauseMs,
  type Saying,
  type Shown,
  type ShownButton,
} from './platform.ts'

/** Discord, with its gateway and REST at a server of ours. */
export const onDiscord: Platform = {
  name: 'Discord',
  has: {
    forms: true,
    groups: true,
    threads: true,
    names: true,
    // a command cannot be an answer to a message there
    replies: false,
    edits: true,
    repeats: true,
    desks: true,
    tones: true,
    files: true,
  },
  faults: ['slow', 'refuse', 'fail', 'lose', 'hang', 'away'],
  open: async (outside) => new OnDiscord(await startDiscord({ patience: 4_000 }), outside),
}

/** Most letters of a message, for people who pay, and of what follows a command. */
const longest = { message: 4_000, option: 6_000 }

class OnDiscord implements Opened {
  readonly server: DiscordServer
  readonly secrets: readonly string[]
  readonly link: string
  readonly linkWithWord: string
  readonly #outside: Outside
  /** Messages that the engine has not stored, and the last of each conversation that it has. */
  readonly #untaken = new Set<string>()
  readonly #taken = new Map<string, string>()
  #acts: Promise<void> | undefined
  #away = false
  #closed = false

  constructor(server: DiscordServer, outside: Outside) {
    this.server = server
    this.#outside = outside
    this.secrets = [server.token]
    this.link = `https://discord.com/users/${server.bot.id}`
    this.linkWithWord = this.link
  }

  readonly faults = {
    slow: () => this.#strike({ kind: 'answer', code: 429, retryAfter: pauseMs / 1000 }),
    refuse: () => this.#strike({ kind: 'answer', code: 403, error: 50013 }),
    fail: () => this.#strike({ kind: 'answer', code: 500 }),
    lose: () => this.#strike({ kind: 'lose' }),
    hang: () => this.#strike({ kind: 'hang', done: true }),
    away: async () => {
      this.#away = true
      const back = await this.server.refuse()
      return async () => {
        this.#away = false
        await back()
      }
    },
  }

  adapter(): Adapter {
    const { token, apiRoot: api } = this.server
    const { log } = this.#outside
    // pauses and paces are a matter of the adapter's own tests: here nothing waits
    const adapter = discord({ token, api, log, pace: { all: [], place: () => [] }, wait: () => setImmediate() })
    return { ...adapter, start: (engine) => adapter.start(this.#observed(engine)) }
  }

  person({ name, locale }: { name?: string; locale?: string } = {}): Actor {
    const user = this.server.person({ ...(name !== undefined && { name }), ...(locale !== undefined && { locale }) })
    this.#taken.set(this.server.dm(user).id, '0')
    return actor(this, user)
  }

  stranger(): Actor {
    return actor(this, this.server.person({ stranger: true }))
  }

  group(...members: Actor[]) {
    const { general } = this.server.guild({ members: members.map(({ who }) => who.id) })
    const opener = members[0]?.who.id ?? ''
    return {
      place: placeOf(general),
      thread: () => ({
        ...placeOf(general),
        thread: this.server.opensThread(opener, 'Alerts', { channel: general }).id,
      }),
    }
  }

  /** People act once the bot listens, in order; what is said while Discord cannot be reached is said all the same. */
  act(run: () => Interaction | Message | undefined): void {
    const acts = () => {
      const done = run()
      if (done && 'content' in done) this.#untaken.add(done.id)
    }
    const live = () => this.server.gateway.live.length > 0
    if (!this.#acts && (live() || this.#away)) acts()
    else {
      this.#acts = (this.#acts ?? Promise.resolve()).then(async () => {
        while (!live() && !this.#closed) await setImmediate()
        if (!this.#closed) acts()
      })
      const last = this.#acts
      void last.then(() => {
        if (this.#acts === last) this.#acts = undefined
      })
    }
  }

  loses({ id }: SentFile): void {
    const [, , message = '', attachment] = /^(\d+)\/(\d+)\/(\d+)$/.exec(id) ?? []
    const found = this.server.world.messages.find(message)?.attachments.find((each) => each.id === attachment)
    if (found) this.server.world.files.remove(found)
  }

  repeat(): void {
    this.server.repeat(this.server.lastEvent())
  }

  /** Discord is not told that a message was taken: what is not stored is fetched again after a restart. */
  get waiting(): number {
    const unanswered = this.server.record().filter(({ state }) => state !== 'answered')
    return this.#untaken.size + unanswered.length
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.server.stop()
  }

  /** The engine, which is asked on the way what it has stored, as one with a database knows it. */
  #observed(engine: Engine): Engine {
    return {
      locales: engine.locales,
      receive: async (happening) => {
        await engine.receive(happening)
        this.#stored(happening)
      },
      seen: async () => [...this.#taken].map(([channel, message]) => ({ channel, message })),
      form: (...given) => engine.form(...given),
      check: (...given) => engine.check(...given),
      commands: (...given) => engine.commands(...given),
      file: (id) => engine.file(id),
      watch: (listener) => engine.watch(listener),
    }
  }

  #stored({ id, direct, where, kind }: Happening): void {
    this.#untaken.delete(id)
    if (direct && kind === 'said') this.#taken.set(where.channel, id)
  }

  async #strike(fault: ServerFault): Promise<() => Promise<void>> {
    const { lift } = this.server.fault({ ...fault, on: 'createMessage', count: 1 })
    return async () => lift()
  }
}

function placeOf(channel: string): Place {
  return { platform: 'discord', channel }
}

function actor(there: OnDiscord, user: User): Actor {
  const { server } = there
  const { id, name } = user
  // Discord tells the language with commands and presses only
  const who: Person = { platform: 'discord', id, name }
  const direct = placeOf(server.dm(user).id)
  let last: Message | undefined
  const speak = (text: string, { in: place, answering }: Saying) => {
    const where = place && { channel: place.thread ?? place.channel }
    const replyTo = answering && server.says(answering.who.id, 'What do I owe?', where ?? {})
    const words = cut(place ? `${server.mention(server.bot)} ${text}` : text, longest.message)
    last = server.says(user, words, { ...where, ...(replyTo && { replyTo }) })
    return last
  }
  const call = (command: string, args: string, place?: Place): Interaction => {
    const option = offered(server, command)
    const given = args === '' || option === undefined ? {} : { [option]: cut(args, longest.option) }
    return server.slash(user, command, given, place ? { channel: place.thread ?? place.channel } : {})
  }
  /** What does not fit under a message as a button is chosen from a list there. */
  const press = ({ id: message }: Shown, label: string): Interaction => {
    const list = server.world.screen
      .find(message)
      ?.selects.find(({ options }) => options.some((it) => it.label === label))
    return list ? server.chooses(user, message, list.data, [label]) : server.presses(user, message, label)
  }
  return {
    who,
    place: direct,
    says: (text, saying = {}) => there.act(() => speak(text, saying)),
    asks: (command, args, saying = {}) => there.act(() => call(command, args, saying.in)),
    presses: (shown, label) => there.act(() => press(shown, label)),
    fills: async (opener, values, files) => fill(server, await begun(opener), values, files),
    sends: (files, text = '') => there.act(() => server.says(user, text, { files: files.map(sending) })),
    edits: (text) => there.act(() => void (last && server.edits(user, last, text))),
    deletes: () => there.act(() => void (last && server.deletes(user, last))),
    removes: ({ id: message }) => {
      const found = server.world.messages.find(message)
      if (found) server.world.messages.remove(found)
    },
    sees: async () =>
      server
        .sent()
        .filter((seen) => !seen.deleted && !seen.loading && (seen.only === undefined || seen.only === id))
        .filter(({ channel }) => server.world.places.reads(id, server.world.places.channel(channel)))
        .map((seen) => look(server, seen)),
  }

  /** Opens the form, once the bot listens. */
  function begun(opener: Opener): Promise<Interaction> {
    return new Promise((resolve) => {
      there.act(() => {
        const interaction = 'command' in opener ? call(opener.command, '') : press(opener.shown, opener.label)
        resolve(interaction)
        return interaction
      })
    })
  }
}

/** The option of that command that takes what follows it. One that no menu shows is in it for the test alone. */
function offered({ world }: DiscordServer, name: string): string | undefined {
  if (!world.registry.list().some((command) => command.name === name)) {
    const rest = { name_localizations: null, description_localizations: null, default_member_permissions: null }
    const hidden = { type: 1, name, description: name, contexts: null, integration_types: [0], nsfw: false, ...rest }
    world.registry.add('', hidden)
  }
  return world.registry.list().find((command) => command.name === name)?.options?.[0]?.name
}

const sending = ({ name, media, bytes }: Picked) => ({ name, type: media, data: bytes })

async function fill(
  server: DiscordServer,
  opener: Interaction,
  values: Values,
  files: Record<string, Picked[]> = {},
): Promise<FieldErrors | undefined> {
  const modal = await server.opened(opener)
  const entries: Record<string, Entry> = {}
  for (const { data } of modal.fields) {
    const entry = values[data] ?? files[data]?.map(sending)
    if (entry !== undefined) entries[data] = entry
  }
  const sent = server.submits(modal, entries)
  const { kind } = await server.answer(sent)
  const said = server.world.screen.find(server.world.interactions.get(sent.id).original ?? '')
  if (kind !== 'message' || !said) return undefined
  // read and dismissed, as people do
  server.world.screen.remove(said.id)
  const lines = said.text.split('\n')
  return Object.fromEntries(
    modal.fields.flatMap(({ label, data }) => {
      const line = lines.find((each) => each.startsWith(`${label}: `))
      return line === undefined ? [] : [[data, line.slice(label.length + 2)]]
    }),
  )
}

function look(server: DiscordServer, seen: Seen): Shown {
  const channel = server.world.places.channel(seen.channel)
  const isThread = channel.type === channelTypes.publicThread
  return {
    id: seen.id,
    place: isThread ? { ...placeOf(channel.thread?.parent ?? ''), thread: channel.id } : placeOf(channel.id),
    words: seen.text,
    buttons: [...seen.buttons.flat().map(lookOfButton), ...seen.selects.flatMap(({ options }) => options.map(labelOf))],
    images: seen.files
      .filter(isImage)
      .map(({ url, alt }) => ({ bytes: bytesAt(server, url), ...(alt !== undefined && { alt }) })),
    files: seen.files.filter((each) => !isImage(each)).map(({ name, url }) => ({ name, bytes: bytesAt(server, url) })),
    edited: seen.edits > 0,
    live: [...marks(seen), ...pings(seen), ...previews(server, seen)],
  }
}

const labelOf = ({ label }: { label: string }): ShownButton => ({ label })

const lookOfButton = ({ label, url, style }: Seen['buttons'][number][number]): ShownButton => ({
  label,
  ...(url !== undefined && { url }),
  ...(style === 1 && { tone: 'primary' }),
  ...(style === 4 && { tone: 'danger' }),
})

const isImage = ({ type }: { type: string }) => type.startsWith('image/')

const bytesAt = ({ root, world }: DiscordServer, url: string): Buffer =>
  world.files.at(url.slice(`${root}/attachments/`.length))?.data ?? Buffer.alloc(0)

/** Bold are the labels of facts; marks of direction that end with the word are part of some languages. */
const marks = (seen: Seen): string[] =>
  seen.marks.filter(({ kind, source }) => kind !== 'bold' && !/^[\u200e\u200f]$/.test(source)).map(({ kind }) => kind)

const pings = ({ pings: { users, roles, everyone } }: Seen): string[] =>
  users.length + roles.length > 0 || everyone ? ['ping'] : []

/** What is behind a link would be shown unless that was forbidden. */
function previews(server: DiscordServer, { id }: Seen): string[] {
  const noPreviews = 1 << 2
  const flags = server.world.messages.find(id)?.flags ?? 0
  return (flags & noPreviews) === 0 ? ['preview'] : []
}

/** As Discord's app cuts what is too long: nowhere inside a character. */
function cut(text: string, most: number): string {
  let kept = ''
  for (const { segment } of new Intl.Segmenter().segment(text.slice(0, most + 50))) {
    if (kept.length + segment.length > most) break
    kept += segment
  }
  return kept
}
