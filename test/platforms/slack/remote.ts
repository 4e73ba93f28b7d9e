import { type Page, type Program, Remote, startProgram } from '../shared/remote.ts'
import type { Taken, What } from './acting.ts'
import type { Envelope } from './delivery/envelope.ts'
import type { Submitted } from './dialogs.ts'
import type { Fault } from './faults.ts'
import type { LimitSettings, Violation } from './limits.ts'
import type { Person, Room, RoomSettings, Said, Saying } from './people.ts'
import type { Seen } from './screen.ts'
import type { State } from './state.ts'
import type { Home, Modal } from './views.ts'
import type { Call } from './world.ts'

/** What an app needs to know to talk to the server. */
type Keys = { root: string; apiUrl: string; botToken: string; appToken: string; signingSecret: string }

type Place = { chat: string; id: string }

/** A local Slack in another process, with the same verbs as the one in this process. */
class RemoteSlack extends Remote {
  readonly keys: Keys

  constructor(keys: Keys) {
    super(keys.root)
    this.keys = keys
  }

  person = (given: Partial<Person> = {}) => this.ask<Person>('person', given)
  channel = (settings: RoomSettings = {}) => this.ask<Room>('channel', settings)
  joins = (who: string, chat: string) => this.ask<null>('joins', { who, chat })
  leaves = (who: string, chat: string) => this.ask<null>('leaves', { who, chat })
  says = (who: string, text: string, saying: Saying = {}) => this.ask<Said>('says', { who, text, ...saying })
  /** `data` is base64. */
  uploads = (who: string, file: { name: string; data: string; text?: string } & Saying) =>
    this.ask<Said>('uploads', { who, ...file })
  edits = (who: string, { chat, id }: Place, text: string) => this.ask<null>('edits', { who, chat, message: id, text })
  deletes = (who: string, { chat, id }: Place) => this.ask<null>('deletes', { who, chat, message: id })
  /** Types a command; resolves when it was acknowledged or too late. */
  asks = (who: string, line: string, chat?: string) =>
    this.ask<Taken>('asks', { who, line, ...(chat !== undefined && { chat }) })
  presses = (who: string, { chat, id }: Place, what: What) =>
    this.ask<Taken>('presses', { who, chat, message: id, what })
  chooses = (who: string, { chat, id }: Place, what: What, option: string) =>
    this.ask<Taken>('chooses', { who, chat, message: id, what, option })
  modal = (who: string) => this.ask<Modal | null>('modal', { who })
  nextModal = (who: string) => this.ask<Modal>('nextModal', { who })
  /** Presses a button in the modal in front, or else in the home. */
  pressesIn = (who: string, what: What) => this.ask<Taken>('pressesIn', { who, what })
  submits = (who: string, values: Record<string, unknown> = {}) => this.ask<Submitted>('submits', { who, values })
  fills = (who: string, values: Record<string, unknown>) => this.ask<null>('fills', { who, values })
  closes = (who: string) => this.ask<null>('closes', { who })
  opensMessages = (who: string) => this.ask<null>('opensMessages', { who })
  opensHome = (who: string) => this.ask<null>('opensHome', { who })
  home = (who: string) => this.ask<Home | null>('home', { who })
  nextHome = (who: string) => this.ask<Home>('nextHome', { who })
  blocks = (who: string) => this.ask<null>('blocks', { who })
  unblocks = (who: string) => this.ask<null>('unblocks', { who })
  deactivates = (who: string) => this.ask<null>('deactivates', { who })
  push = (event: Record<string, unknown>) => this.ask<number>('push', { event })
  /** Gives an envelope out again: that of number `n`, or the one made last. */
  repeat = (times = 1, n?: number) => this.ask<null>('repeat', { times, ...(n !== undefined && { n }) })
  /** Signed HTTP at that address from now on, or socket mode without one. */
  point = (url?: string) => this.ask<null>('point', url === undefined ? {} : { url })
  connected = (count = 1) => this.ask<null>('connected', { count })
  disconnect = (reason: 'warning' | 'refresh_requested') => this.ask<null>('disconnect', { reason })
  cut = () => this.ask<null>('cut')
  /** Neither answers nor says anything on the connections there are. */
  silence = () => this.ask<null>('silence')
  /** The time to acknowledge is over for whatever is not acknowledged. */
  expires = () => this.ask<null>('expires')
  hold = () => this.ask<null>('hold')
  release = () => this.ask<null>('release')
  /** The bot token is worth nothing any more, until it is restored. */
  revokes = () => this.ask<null>('revokes')
  restores = () => this.ask<null>('restores')
  install = (manifest: unknown) => this.ask<null>('install', { manifest })
  fault = (fault: Fault) => this.ask<{ id: number }>('fault', fault)
  /** Lifts one fault, or all. */
  lift = (id?: number) => this.ask<null>('lift', id === undefined ? {} : { id })
  limits = (settings: LimitSettings) => this.ask<null>('limits', settings)
  violations = (from = 0) => this.ask<Page<Violation>>('violations', { from })
  state = () => this.ask<State>('state')
  sent = (args: { chat?: string; from?: number; limit?: number } = {}) => this.ask<Page<Seen>>('sent', args)
  /** Messages sent, by channel. */
  counts = () => this.ask<Record<string, number>>('counts')
  next = (chat: string, text?: string) => this.ask<Seen>('next', { chat, ...(text !== undefined && { text }) })
  /** Breaks all connections and refuses new ones for so long. */
  refuse = (ms: number) => this.ask<null>('refuse', { ms })
  /** Every call of the app so far, or a part of the list. */
  calls = (args: { from?: number; limit?: number } = {}) => this.lines<Call>('calls.jsonl', args)
  /** Every message of the app so far, or those of one channel. */
  messages = (args: { chat?: string; from?: number; limit?: number } = {}) => this.lines<Seen>('messages.jsonl', args)
  /** Everything the app was told so far. */
  envelopes = (args: { from?: number; limit?: number } = {}) => this.lines<Envelope>('envelopes.jsonl', args)
}

/** A server in a process of its own. */
export type Spawned = RemoteSlack & Program

/** Starts the server as a program with these arguments, and resolves once it takes connections. */
export async function spawnSlack(args: readonly string[] = []): Promise<Spawned> {
  const { said, program } = await startProgram<Keys>(new URL('./main.ts', import.meta.url), args)
  return Object.assign(new RemoteSlack(said), program)
}
