import { setImmediate } from 'node:timers/promises'
import { slack } from '../../adapters/slack/adapter.ts'
import manifest from '../../adapters/slack/manifest.json' with { type: 'json' }
import type { Adapter, Person, Place, SentFile } from '../../src/chat.ts'
import { looks } from '../platforms/slack/blocks/read.ts'
import type { Envelope } from '../platforms/slack/delivery/envelope.ts'
import type { Fault as ServerFault } from '../platforms/slack/faults.ts'
import type { Said } from '../platforms/slack/people.ts'
import type { Seen } from '../platforms/slack/screen.ts'
import { type SlackServer, startSlack, type Person as User } from '../platforms/slack/server.ts'
import type { Block } from '../platforms/slack/wire.ts'
import type { Workspace } from '../platforms/slack/workspace.ts'
import {
  type Actor,
  type Opened,
  type Outside,
  type Picked,
  type Platform,
  pauseMs,
  type Saying,
  type Shown,
} from './platform.ts'

/** Slack, with its own libraries at a server of ours, heard over socket mode or over signed HTTP. */
export function onSlack(by: 'socket mode' | 'HTTP'): Platform {
  return {
    name: `Slack by ${by}`,
    has: {
      forms: true,
      groups: true,
      threads: true,
      names: true,
      replies: true,
      edits: true,
      repeats: false,
      desks: true,
      finds: true,
      tones: true,
      files: true,
    },
    faults: ['slow', 'refuse', 'fail', 'lose', 'hang', 'away'],
    open: async (outside) => {
      const server = await startSlack({ retries: Array(2_000).fill(5) })
      server.install(manifest)
      return new OnSlack(server, outside, by)
    },
  }
}

class OnSlack implements Opened {
  readonly server: SlackServer
  readonly groups: { id: string; members: Set<string> }[] = []
  readonly secrets: readonly string[]
  readonly link = 'https://slack.com/app_redirect?app=A000000001&team=T000000001'
  readonly linkWithWord = this.link
  waiting = 0
  readonly #outside: Outside
  readonly #by: 'socket mode' | 'HTTP'
  #last: Envelope | undefined

  constructor(server: SlackServer, outside: Outside, by: 'socket mode' | 'HTTP') {
    this.server = server
    this.#outside = outside
    this.#by = by
    this.secrets = [server.botToken, server.appToken, server.signingSecret]
  }

  readonly faults = {
    slow: () => this.#strike({ kind: 'answer', code: 429, retryAfter: pauseMs / 1000 }),
    refuse: () => this.#strike({ kind: 'answer', error: 'restricted_action' }),
    fail: () => this.#strike({ kind: 'answer', code: 503, error: 'service_unavailable' }),
    lose: () => this.#strike({ kind: 'lose' }),
    hang: () => this.#strike({ kind: 'hang', done: true }),
    away: async () => {
      const back = await this.server.refuse()
      // whoever held a connection notices a moment later that it broke
      for (let turn = 0; turn < 3; turn += 1) await setImmediate()
      return back
    },
  }

  adapter(): Adapter {
    const { botToken, appToken, signingSecret, apiUrl } = this.server
    const { url, log } = this.#outside
    // what another adapter did not acknowledge is told again at once
    this.server.expires()
    void this.#holdUntilHeard()
    const socket = this.#by === 'socket mode'
    const address = `${url}/slack/events`
    if (!socket)
      this.server.world.endpoint.urls = { events_api: address, slash_commands: address, interactive: address }
    // pauses and paces are a matter of the adapter's own tests: here nothing waits
    const common = { botToken, apiUrl, log, pace: { all: [], place: () => [] }, wait: () => setImmediate() }
    return slack({ ...common, ...(socket ? { appToken } : { signingSecret }) })
  }

  person({ name, locale }: { name?: string; locale?: string } = {}): Actor {
    return actor(this, this.server.person({ ...(name !== undefined && { name }), ...(locale && { locale }) }))
  }

  stranger(): Actor {
    const user = this.server.person()
    const who = actor(this, user)
    this.server.deactivates(user)
    return who
  }

  group(...members: Actor[]) {
    const names = members.map(({ who }) => who.id)
    const { id } = this.server.channel({ name: `room-${this.groups.length}`, members: names })
    this.groups.push({ id, members: new Set(names) })
    const thread = () => placeOf(id, this.server.says(names[0] ?? '', 'Alerts', { chat: id }).id)
    return { place: placeOf(id), thread }
  }

  /** Notes that somebody did the thing the app was told of last. */
  did(): void {
    const envelope = this.server.envelopes().at(-1)
    if (!envelope) throw new Error('the app was told nothing')
    this.#last = envelope
    this.waiting += 1
    void this.server.settled(envelope).then(({ ok }) => {
      if (ok) this.waiting -= 1
    })
  }

  loses({ id }: SentFile): void {
    this.server.deletesFile(id)
  }

  repeat(): void {
    if (this.#last) void this.server.repeat(this.#last)
  }

  close(): Promise<void> {
    return this.server.stop()
  }

  /** What people do before anybody hears would be lost, but for what they say: here they wait. */
  async #holdUntilHeard(): Promise<void> {
    this.server.hold()
    const patience = 30_000
    const { connections, journal } = this.server.world
    const heard =
      this.#by === 'socket mode' ? connections.opens(1, patience) : journal.next('bots.info', () => true, patience)
    // nobody hears when the test ends before
    await Promise.allSettled([heard])
    await setImmediate()
    this.server.release()
  }

  async #strike(fault: ServerFault): Promise<() => Promise<void>> {
    const { lift } = this.server.fault({ ...fault, on: 'chat.postMessage', count: 1 })
    return async () => lift()
  }
}

function placeOf(channel: string, thread?: string): Place {
  return { platform: 'slack', channel, ...(thread !== undefined && { thread }) }
}

function actor(there: OnSlack, user: User): Actor {
  const { server, groups } = there
  const { id, name, locale } = user
  const who: Person = { platform: 'slack', id, name, locale }
  const direct = server.world.workspace.direct(id).id
  let last: (Said & { called: string }) | undefined
  const mine = ({ only }: Seen) => only === undefined || only === id
  /** In a channel one speaks to a bot by its name. */
  const speaks = (text: string, { in: place, answering }: Saying) => {
    const chat = place?.channel
    const asked = answering && server.says(answering.who.id, 'What do I owe?', chat === undefined ? {} : { chat })
    const thread = asked?.id ?? place?.thread
    const where = { ...(chat !== undefined && { chat }), ...(thread !== undefined && { thread }) }
    const called = chat === undefined ? '' : `@${server.bot.name} `
    last = { ...server.says(user, `${called}${text}`, where), called }
    there.did()
  }
  const seenAs = ({ id: message, place }: Shown) => {
    const seen = server.world.screen.find(place.channel, message.split(':')[0] ?? '')
    if (!seen) throw new Error(`there is no message ${message}`)
    return seen
  }
  const opens = ({ command, shown, label }: { command?: string; shown?: Shown; label?: string }) =>
    shown ? server.presses(user, seenAs(shown), label ?? '') : server.asks(user, `/regulars ${command}`)
  return {
    who,
    place: placeOf(direct),
    says: (text, saying = {}) => speaks(text, saying),
    asks: (command, args, saying = {}) => {
      // no command can be typed in a thread
      if (saying.answering || saying.in?.thread !== undefined) return speaks(`/${command} ${args}`.trimEnd(), saying)
      const chat = saying.in?.channel
      server.asks(user, `/regulars ${command} ${args}`.trimEnd(), chat === undefined ? {} : { chat })
      there.did()
    },
    presses: (shown, label) => {
      server.presses(user, seenAs(shown), label)
      there.did()
    },
    fills: async (opener, values, files = {}) => {
      if (server.modal(user)) server.closes(user, true)
      await opens(opener).taken
      const { kind, errors, byClient, why } = await server.submits(user, { ...values, ...attached(files) })
      if (byClient || kind === 'broken' || kind === 'open') throw new Error(`the form is ${kind}: ${why}`)
      return kind === 'errors' ? errors : undefined
    },
    sends: (picked, text) => {
      last = { ...server.uploads(user, picked.map(sending), text), called: '' }
      there.did()
    },
    edits: (text) => {
      if (!last) throw new Error('nothing was said')
      server.edits(user, last, `${last.called}${text}`)
      there.did()
    },
    deletes: () => {
      if (!last) throw new Error('nothing was said')
      server.deletes(user, last)
      there.did()
    },
    removes: ({ id: message, place }) => {
      server.world.workspace.channel(place.channel).messages.delete(message)
      server.world.screen.remove(place.channel, message)
    },
    sees: async () => {
      const chats = [direct, ...groups.filter(({ members }) => members.has(id)).map((group) => group.id)]
      return chats
        .flatMap((chat) => server.sent(chat))
        .filter((seen) => !seen.deleted && mine(seen))
        .sort((a, b) => a.n - b.n)
        .map((seen) => look(server, seen))
    },
  }
}

function attached(files: Record<string, Picked[]>) {
  return Object.fromEntries(Object.entries(files).map(([name, picked]) => [name, picked.map(sending)]))
}

const sending = ({ name, bytes: data, claims }: Picked) => ({ name, data, ...(claims !== undefined && { claims }) })

function look({ world }: SlackServer, seen: Seen): Shown {
  const pictures = seen.blocks.filter(({ type }) => type === 'image')
  const words = seen.blocks.filter((block) => !pictures.includes(block)).map((block) => wordsOf(block, world.workspace))
  return {
    // what is for one person alone is known by that person, too
    id: seen.only === undefined ? seen.id : `${seen.id}:${seen.only}`,
    place: placeOf(seen.chat, seen.thread),
    words: words.filter((line) => line !== '').join('\n'),
    buttons: seen.buttons.map(({ text: label, url, style }) => ({
      label,
      ...(url !== undefined && { url }),
      ...((style === 'primary' || style === 'danger') && { tone: style }),
    })),
    images: pictures.map(({ alt_text: alt, slack_file: file }) => ({
      bytes: world.files.find(String((file as { id?: unknown } | undefined)?.id))?.data ?? Buffer.alloc(0),
      alt: String(alt),
    })),
    files: (seen.files ?? []).map(({ id, name }) => ({
      name: String(name),
      bytes: world.files.find(String(id))?.data ?? Buffer.alloc(0),
    })),
    edited: seen.edits > 0,
    // bold are the labels of facts: stars that people wrote would be missed among the words
    live: [...seen.fired, ...seen.styled.filter((style) => style !== 'bold')],
  }
}

/** Fields stand two in a row: what is told, and what of it. */
function wordsOf(block: Block, workspace: Workspace): string {
  const fields = Array.isArray(block.fields) ? block.fields : []
  if (fields.length === 0) return looks([block], workspace).text
  const texts = fields.map((text: unknown) => looks([{ type: 'section', text }], workspace).text)
  return texts.flatMap((text, index) => (index % 2 === 0 ? [`${text}: ${texts[index + 1]}`] : [])).join('\n')
}
