import { controls, number, page, refuseFor, type Verb } from '../shared/control.ts'
import type { Handler } from '../shared/http/connection.ts'
import type { Fault } from './faults.ts'
import type { GroupSettings } from './groups.ts'
import type { LimitSettings } from './limits.ts'
import type { LoadSettings } from './load.ts'
import type { Person, Saying } from './people.ts'
import type { TelegramServer } from './server.ts'
import { state } from './state.ts'
import type { UpdateBody } from './wire.ts'

const verbs: Readonly<Record<string, Verb<TelegramServer>>> = {
  person: (server, args) => server.person(args as Partial<Person> & { started?: boolean }),
  group: (server, args) => server.group(args as GroupSettings),
  says: (server, { who, text, ...saying }) => server.says(number(who), String(text), saying as Saying),
  presses: (server, { who, chat, message, what }) => ({
    query: server.presses(number(who), { chat: number(chat ?? who), id: number(message) }, what as string),
  }),
  blocks: (server, { who }) => server.blocks(number(who)),
  unblocks: (server, { who }) => server.unblocks(number(who)),
  push: (server, { update }) => server.push(update as UpdateBody),
  repeat: (server, { times }) => server.repeat(server.lastUpdate(), number(times ?? 1)),
  fault: (server, args) => server.fault(args as Fault),
  lift: (server, { id }) => server.lift(id === undefined ? undefined : number(id)),
  limits: (server, args) => server.limits(args as LimitSettings),
  violations: (server, args) => page(server.violations, args),
  load: (server, args) => {
    server.load(args as LoadSettings)
  },
  loaded: (server) => server.loaded() ?? null,
  unload: (server) => server.unload(),
  state,
  sent: (server, args) => page(server.sent(chatOf(args)), args),
  counts: (server) => Object.fromEntries(server.counts()),
  next: (server, { chat, text }) => server.next(number(chat), text === undefined ? undefined : String(text)),
  refuse: (server, { ms }) => refuseFor(server, number(ms)),
}

const lists = {
  'calls.jsonl': (server: TelegramServer) => server.calls(),
  'messages.jsonl': (server: TelegramServer, args: Record<string, unknown>) => server.sent(chatOf(args)),
}

const chatOf = (args: Record<string, unknown>): number | undefined =>
  args.chat === undefined ? undefined : number(args.chat)

/** Answers `/control/…` for this server. */
export const control = (server: TelegramServer): Handler => controls(server, verbs, lists)
