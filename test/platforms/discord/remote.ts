import { type Page, type Program, Remote, startProgram } from '../shared/remote.ts'
import type { Fault } from './faults.ts'
import type { Episode } from './gateway/gateway.ts'
import type { Standing } from './interactions.ts'
import type { LimitSettings, Violation } from './limits.ts'
import type { ChannelSettings, ListedThread, Server, ServerSettings } from './people/guilds.ts'
import type { Entry } from './people/inputs.ts'
import type { SeenModal } from './people/interacting.ts'
import type { Person, PersonSettings } from './people/people.ts'
import type { Value } from './people/resolve.ts'
import type { Seen } from './screen.ts'
import type { Recorded } from './server.ts'
import type { State } from './state.ts'
import type { Command, Message } from './wire.ts'
import type { Call } from './world.ts'

/** Something by its id. */
type Id = { id: string }

/** A Discord in another process, with the same verbs as the one in this process. */
class RemoteDiscord extends Remote {
  readonly token: string
  /** Goes into discord.js as `rest.api`. */
  readonly apiRoot: string

  constructor(root: string, token: string) {
    super(root)
    this.token = token
    this.apiRoot = `${root}/api`
  }

  person = (given: PersonSettings = {}) => this.ask<Person>('person', given)
  guild = (settings: ServerSettings = {}) => this.ask<Server>('guild', settings)
  channel = (guild: string, settings: ChannelSettings = {}) => this.ask<Id>('channel', { guild, ...settings })
  dm = (who: string) => this.ask<Id>('dm', { who })
  says = (who: string, text: string, saying: { channel?: string; replyTo?: string } = {}) =>
    this.ask<Message>('says', { who, text, ...saying })
  edits = (who: string, message: string, text: string) => this.ask<Message>('edits', { who, message, text })
  deletes = (who: string, message: string) => this.ask<null>('deletes', { who, message })
  slash = (who: string, name: string, options: Record<string, Value> = {}, channel?: string) =>
    this.ask<Id>('slash', { who, name, options, ...(channel !== undefined && { channel }) })
  presses = (who: string, message: string, what: string | { data: string }) =>
    this.ask<Id>('presses', { who, message, what })
  chooses = (who: string, message: string, select: string, values: string[]) =>
    this.ask<Id>('chooses', { who, message, select, values })
  /** The modal that this interaction opens, once it does. */
  opened = (interaction: string) => this.ask<SeenModal>('opened', { interaction })
  submits = (interaction: string, entries: Record<string, Entry>) => this.ask<Id>('submits', { interaction, entries })
  closes = (interaction: string) => this.ask<null>('closes', { interaction })
  answer = (interaction: string) => this.ask<Standing>('answer', { interaction })
  standing = (interaction: string) => this.ask<Standing>('standing', { interaction })
  completes = (who: string, name: string, option: string, typed: string, channel?: string) =>
    this.ask<Id>('completes', { who, name, option, typed, ...(channel !== undefined && { channel }) })
  offers = (interaction: string) => this.ask<{ name: string; value: string | number }[]>('offers', { interaction })
  speaks = (who: string, locale: string) => this.ask<null>('speaks', { who, locale })
  reacts = (who: string, message: string, emoji: string) => this.ask<null>('reacts', { who, message, emoji })
  opensThread = (who: string, name: string, on: { channel: string; message?: string; isPrivate?: boolean }) =>
    this.ask<Id>('opensThread', { who, name, ...on })
  threads = (channel: string) => this.ask<ListedThread[]>('threads', { channel })
  restricts = (channel: string, settings: { hidden?: boolean; readOnly?: boolean }) =>
    this.ask<null>('restricts', { channel, ...settings })
  deletesChannel = (channel: string) => this.ask<null>('deletesChannel', { channel })
  addsBot = (guild: string) => this.ask<null>('addsBot', { guild })
  removesBot = (guild: string) => this.ask<null>('removesBot', { guild })
  /** What one person sees of the bot in a channel, or in the conversation alone. */
  sees = (who: string, channel?: string) => this.ask<Seen[]>('sees', { who, ...(channel !== undefined && { channel }) })
  joins = (who: string, guild: string) => this.ask<null>('joins', { who, guild })
  leaves = (who: string, guild: string) => this.ask<null>('leaves', { who, guild })
  blocks = (who: string) => this.ask<null>('blocks', { who })
  unblocks = (who: string) => this.ask<null>('unblocks', { who })
  closesDms = (who: string) => this.ask<null>('closesDms', { who })
  opensDms = (who: string) => this.ask<null>('opensDms', { who })
  push = (type: string, data: unknown) => this.ask<null>('push', { type, data })
  /** Sends text through every connection, also such as is no JSON. */
  pushRaw = (text: string) => this.ask<null>('pushRaw', { text })
  /** Tells the event that happened last again. */
  repeat = (times = 1) => this.ask<null>('repeat', { times })
  fault = (fault: Fault) => this.ask<{ id: number }>('fault', fault)
  /** Lifts one fault, or all. */
  lift = (id?: number) => this.ask<null>('lift', id === undefined ? {} : { id })
  limits = (settings: LimitSettings) => this.ask<null>('limits', settings)
  violations = (from = 0) => this.ask<Page<Violation>>('violations', { from })
  /** Ends all connections with that code; without one they break. */
  drop = (code?: number) => this.ask<null>('drop', code === undefined ? {} : { code })
  reconnect = () => this.ask<null>('reconnect')
  invalidate = (resumable = false) => this.ask<null>('invalidate', { resumable })
  forget = () => this.ask<null>('forget')
  silence = () => this.ask<null>('silence')
  revoke = () => this.ask<null>('revoke')
  restore = () => this.ask<null>('restore')
  episodes = () => this.ask<Episode[]>('episodes')
  commands = (guild?: string) => this.ask<Command[]>('commands', guild === undefined ? {} : { guild })
  state = () => this.ask<State>('state')
  sent = (args: { channel?: string; from?: number; limit?: number } = {}) => this.ask<Page<Seen>>('sent', args)
  /** Messages sent, by channel. */
  counts = () => this.ask<Record<string, number>>('counts')
  next = (channel: string, text?: string) => this.ask<Seen>('next', { channel, ...(text !== undefined && { text }) })
  /** Breaks all connections and refuses new ones for so long. */
  refuse = (ms: number) => this.ask<null>('refuse', { ms })
  /** Every call of the bot so far, or a part of the list. */
  calls = (args: { from?: number; limit?: number } = {}) => this.lines<Call>('calls.jsonl', args)
  /** Every message of the bot so far, or those of one channel. */
  messages = (args: { channel?: string; from?: number; limit?: number } = {}) =>
    this.lines<Seen>('messages.jsonl', args)
  /** Every interaction so far, with how it stands. */
  interactions = () => this.lines<Recorded>('interactions.jsonl', {})
}

/** A server in a process of its own. */
export type Spawned = RemoteDiscord & Program

/** Starts the server as a program with these arguments, and resolves once it takes connections. */
export async function spawnDiscord(args: readonly string[] = []): Promise<Spawned> {
  type Said = { root: string; token: string }
  const { said, program } = await startProgram<Said>(new URL('./main.ts', import.meta.url), args)
  return Object.assign(new RemoteDiscord(said.root, said.token), program)
}
