import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Fault } from './faults.ts'
import type { Group, GroupSettings } from './groups.ts'
import type { Call } from './journal.ts'
import type { LimitSettings, Violation } from './limits.ts'
import type { LoadResult, LoadSettings } from './load.ts'
import type { Person, Saying } from './people.ts'
import type { Seen } from './screen.ts'
import type { State } from './state.ts'
import type { Message, UpdateBody } from './wire.ts'

type Page<T> = { total: number; list: T[] }

/** A Bot API server in another process, with the same verbs as the one in this process. */
export class RemoteTelegram {
  readonly root: string
  readonly token: string

  constructor(root: string, token: string) {
    this.root = root
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

  private async ask<T>(verb: string, args: object): Promise<T> {
    const response = await fetch(`${this.root}/control/${verb}`, { method: 'POST', body: JSON.stringify(args) })
    const result = (await response.json()) as T & { error?: string }
    if (!response.ok) throw new Error(`${verb}: ${result.error}`)
    return result
  }

  private async lines<T>(name: string, args: Record<string, number>): Promise<T[]> {
    const query = new URLSearchParams(
      Object.entries(args).map(([key, value]): [string, string] => [key, String(value)]),
    )
    const response = await fetch(`${this.root}/control/${name}?${query}`)
    const text = await response.text()
    return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as T]))
  }
}

/** A server in a process of its own; `stop` ends it. */
export type Spawned = RemoteTelegram & { process: ChildProcess; stop(): Promise<void> }

/** Starts the server as a program with these arguments, and resolves once it takes connections. */
export async function spawnTelegram(args: readonly string[] = []): Promise<Spawned> {
  const program = fileURLToPath(new URL('./main.ts', import.meta.url))
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await Promise.race([
    once(createInterface(child.stdout), 'line'),
    once(child, 'exit').then(() => Promise.reject(new Error('the Bot API server ended at once'))),
  ])) as [string]
  const { root, token } = JSON.parse(line) as { root: string; token: string }
  return Object.assign(new RemoteTelegram(root, token), {
    process: child,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill()
      await ended
    },
  })
}
