import { type Page, type Program, Remote, startProgram } from '../shared/remote.ts'
import type { Fault } from './faults.ts'
import type { Group, GroupSettings } from './groups.ts'
import type { Call } from './journal.ts'
import type { LimitSettings, Violation } from './limits.ts'
import type { LoadResult, LoadSettings } from './load.ts'
import type { Person, Saying } from './people.ts'
import type { Seen } from './screen.ts'
import type { State } from './state.ts'
import type { Message, UpdateBody } from './wire.ts'

/** A Bot API server in another process, with the same verbs as the one in this process. */
export class RemoteTelegram extends Remote {
  readonly token: string

  constructor(root: string, token: string) {
    super(root)
    this.token = token
  }

  person = (given: Partial<Person> & { started?: boolean } = {}) => this.ask<Person>('person', given)
  group = (settings: GroupSettings = {}) => this.ask<Group>('group', settings)
  says = (who: number, text: string, saying: Saying = {}) => this.ask<Message>('says', { who, text, ...saying })
  presses = (who: number, on: { chat: number; id: number }, what: string | { data: string }) =>
    this.ask<{ query: string }>('presses', { who, chat: on.chat, message: on.id, what })
  blocks = (who: number) => this.ask<null>('blocks', { who })
  unblocks = (who: number) => this.ask<null>('unblocks', { who })
  push = (update: UpdateBody) => this.ask<{ id: number }>('push', { update })
  /** Gives the update made last out again. */
  repeat = (times = 1) => this.ask<null>('repeat', { times })
  fault = (fault: Fault) => this.ask<{ id: number }>('fault', fault)
  /** Lifts one fault, or all. */
  lift = (id?: number) => this.ask<null>('lift', id === undefined ? {} : { id })
  limits = (settings: LimitSettings) => this.ask<null>('limits', settings)
  violations = (from = 0) => this.ask<Page<Violation>>('violations', { from })
  load = (settings: LoadSettings) => this.ask<null>('load', settings)
  loaded = () => this.ask<LoadResult | null>('loaded', {})
  unload = () => this.ask<null>('unload', {})
  state = () => this.ask<State>('state', {})
  sent = (args: { chat?: number; from?: number; limit?: number } = {}) => this.ask<Page<Seen>>('sent', args)
  /** Messages sent, by chat. */
  counts = () => this.ask<Record<string, number>>('counts', {})
  next = (chat: number, text?: string) => this.ask<Seen>('next', { chat, ...(text !== undefined && { text }) })
  /** Breaks all connections and refuses new ones for so long. */
  refuse = (ms: number) => this.ask<null>('refuse', { ms })
  /** Every call of the bot so far, or a part of the list. */
  calls = (args: { from?: number; limit?: number } = {}) => this.lines<Call>('calls.jsonl', args)
  /** Every message of the bot so far, or those of one chat. */
  messages = (args: { chat?: number; from?: number; limit?: number } = {}) => this.lines<Seen>('messages.jsonl', args)
}

/** A server in a process of its own. */
export type Spawned = RemoteTelegram & Program

/** Starts the server as a program with these arguments, and resolves once it takes connections. */
export async function spawnTelegram(args: readonly string[] = []): Promise<Spawned> {
  type Said = { root: string; token: string }
  const { said, program } = await startProgram<Said>(new URL('./main.ts', import.meta.url), args)
  return Object.assign(new RemoteTelegram(said.root, said.token), program)
}
