import { controls, number, page, refuseFor, type Verb } from '../shared/control.ts'
import type { Handler } from '../shared/http/connection.ts'
import { isObject } from '../shared/json.ts'
import type { What } from './acting.ts'
import type { Fault } from './faults.ts'
import type { LimitSettings } from './limits.ts'
import type { Person, RoomSettings, Saying } from './people.ts'
import type { Seen } from './screen.ts'
import type { SlackServer } from './server.ts'
import { state } from './state.ts'

type Args = Record<string, unknown>

const verbs: Readonly<Record<string, Verb<SlackServer>>> = {
  person: (server, args) => server.person(args as Partial<Person>),
  channel: (server, args) => server.channel(args as RoomSettings),
  joins: (server, { who, chat }) => server.joins(text(who), text(chat)),
  leaves: (server, { who, chat }) => server.leaves(text(who), text(chat)),
  says: (server, { who, text: words, ...saying }) => server.says(text(who), text(words), saying as Saying),
  uploads: (server, { who, name, data, text: words, ...saying }) =>
    server.uploads(
      text(who),
      [{ name: text(name), data: Buffer.from(text(data), 'base64') }],
      String(words ?? ''),
      saying as Saying,
    ),
  edits: (server, { who, chat, message, text: words }) =>
    server.edits(text(who), { chat: text(chat), id: text(message) }, text(words)),
  deletes: (server, { who, chat, message }) => server.deletes(text(who), { chat: text(chat), id: text(message) }),
  asks: (server, { who, line, chat }) =>
    server.asks(text(who), text(line), chat === undefined ? {} : { chat: text(chat) }).taken,
  presses: (server, { who, chat, message, what }) =>
    server.presses(text(who), seen(server, chat, message), what as What).taken,
  chooses: (server, { who, chat, message, what, option }) =>
    server.chooses(text(who), seen(server, chat, message), what as What, text(option)).taken,
  modal: (server, { who }) => server.modal(text(who)) ?? null,
  nextModal: (server, { who }) => server.nextModal(text(who)),
  pressesIn: (server, { who, what }) => {
    const on = server.modal(text(who)) ?? server.home(text(who))
    if (!on) throw new Error('neither a modal nor a home is open')
    return server.presses(text(who), on, what as What).taken
  },
  submits: (server, { who, values }) => server.submits(text(who), isObject(values) ? values : {}),
  closes: (server, { who }) => server.closes(text(who)),
  fills: (server, { who, values }) => server.fills(text(who), isObject(values) ? values : {}),
  opensMessages: (server, { who }) => server.opensMessages(text(who)),
  opensHome: (server, { who }) => server.opensHome(text(who)),
  home: (server, { who }) => server.home(text(who)) ?? null,
  nextHome: (server, { who }) => server.nextHome(text(who)),
  blocks: (server, { who }) => server.blocks(text(who)),
  unblocks: (server, { who }) => server.unblocks(text(who)),
  deactivates: (server, { who }) => server.deactivates(text(who)),
  push: (server, { event }) => server.push(isObject(event) ? event : {}).n,
  repeat: (server, { n, times }) => {
    const envelope = n === undefined ? server.envelopes().at(-1) : server.envelopes()[number(n)]
    if (!envelope) throw new Error('there is no such envelope')
    void server.repeat(envelope, number(times ?? 1))
  },
  point: (server, { url }) => server.point(url === undefined ? undefined : text(url)),
  connected: (server, { count }) => server.connected(number(count ?? 1)),
  disconnect: (server, { reason }) =>
    server.world.connections.disconnect(reason === 'warning' ? reason : 'refresh_requested'),
  cut: (server) => server.world.connections.cut(),
  silence: (server) => {
    server.world.connections.silence()
  },
  expires: (server) => server.expires(),
  hold: (server) => server.hold(),
  release: (server) => server.release(),
  revokes: (server) => server.revokes(),
  restores: (server) => server.world.tokens.restore(),
  install: (server, { manifest }) => server.install(manifest),
  fault: (server, args) => server.fault(args as Fault),
  lift: (server, { id }) => server.lift(id === undefined ? undefined : number(id)),
  limits: (server, args) => server.limits(args as LimitSettings),
  violations: (server, args) => page(server.violations, args),
  state,
  sent: (server, args) => page(server.sent(chatOf(args)), args),
  counts: (server) => Object.fromEntries(server.counts()),
  next: (server, { chat, text: words }) => server.next(text(chat), words === undefined ? undefined : text(words)),
  refuse: (server, { ms }) => refuseFor(server, number(ms)),
}

const lists = {
  'calls.jsonl': (server: SlackServer) => server.calls(),
  'messages.jsonl': (server: SlackServer, args: Args) => server.sent(chatOf(args)),
  'envelopes.jsonl': (server: SlackServer) => server.envelopes(),
}

/** Answers `/control/…` for this server. */
export const control = (server: SlackServer): Handler => controls(server, verbs, lists)

const chatOf = ({ chat }: Args): string | undefined => (chat === undefined ? undefined : text(chat))

function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error('a text is wanted')
  return value
}

function seen(server: SlackServer, chat: unknown, message: unknown): Seen {
  const found = server.sent(text(chat)).find(({ id }) => id === message)
  if (!found) throw new Error(`there is no message ${message} in ${chat}`)
  return found
}
