import { controls, number, page, refuseFor, type Verb } from '../shared/control.ts'
import type { Handler } from '../shared/http/connection.ts'
import type { Fault } from './faults.ts'
import type { LimitSettings } from './limits.ts'
import type { ServerSettings } from './people/guilds.ts'
import type { Entry } from './people/inputs.ts'
import type { PersonSettings, Saying } from './people/people.ts'
import type { Value } from './people/resolve.ts'
import type { DiscordServer } from './server.ts'
import { state } from './state.ts'

const text = (value: unknown): string => String(value)
const maybe = (value: unknown): string | undefined => (value === undefined ? undefined : String(value))

const verbs: Readonly<Record<string, Verb<DiscordServer>>> = {
  person: (server, args) => server.person(args as PersonSettings),
  guild: (server, args) => server.guild(args as ServerSettings),
  channel: (server, { guild, ...settings }) => server.channel(text(guild), settings),
  dm: (server, { who }) => server.dm(text(who)),
  says: (server, { who, text: said, ...saying }) => server.says(text(who), text(said), saying as Saying),
  edits: (server, { who, message, text: said }) => server.edits(text(who), text(message), text(said)),
  deletes: (server, { who, message }) => server.deletes(text(who), text(message)),
  slash: (server, { who, name, options, channel }) =>
    server.slash(text(who), text(name), (options ?? {}) as Record<string, Value>, where(channel)),
  presses: (server, { who, message, what }) => server.presses(text(who), text(message), what as string),
  chooses: (server, { who, message, select, values }) =>
    server.chooses(text(who), text(message), text(select), values as string[]),
  opened: (server, { interaction }) => server.opened(text(interaction)),
  submits: (server, { interaction, entries }) =>
    server.submits(server.modal(text(interaction)), (entries ?? {}) as Record<string, Entry>),
  closes: (server, { interaction }) => server.closes(server.modal(text(interaction))),
  answer: (server, { interaction }) => server.answer(text(interaction)),
  standing: (server, { interaction }) => server.standing(text(interaction)),
  completes: (server, { who, name, option, typed, channel }) =>
    server.completes(text(who), text(name), text(option), text(typed), where(channel)),
  offers: (server, { interaction }) => server.offers(text(interaction)),
  speaks: (server, { who, locale }) => server.speaks(text(who), text(locale)),
  reacts: (server, { who, message, emoji }) => server.reacts(text(who), text(message), text(emoji)),
  opensThread: (server, { who, name, ...on }) =>
    server.opensThread(text(who), text(name), on as { channel: string; message?: string; isPrivate?: boolean }),
  threads: (server, { channel }) => server.threads(text(channel)),
  restricts: (server, { channel, ...settings }) => server.restricts(text(channel), settings),
  deletesChannel: (server, { channel }) => server.deletesChannel(text(channel)),
  addsBot: (server, { guild }) => server.addsBot(text(guild)),
  removesBot: (server, { guild }) => server.removesBot(text(guild)),
  sees: (server, { who, channel }) => server.sees(text(who), maybe(channel)),
  joins: (server, { who, guild }) => server.joins(text(who), text(guild)),
  leaves: (server, { who, guild }) => server.leaves(text(who), text(guild)),
  blocks: (server, { who }) => server.blocks(text(who)),
  unblocks: (server, { who }) => server.unblocks(text(who)),
  closesDms: (server, { who }) => server.closesDms(text(who)),
  opensDms: (server, { who }) => server.opensDms(text(who)),
  push: (server, { type, data, ...rest }) => void server.push(text(type), data, rest),
  pushRaw: (server, { text: said }) => server.pushRaw(text(said)),
  repeat: (server, { times }) => server.repeat(server.lastEvent(), number(times ?? 1)),
  fault: (server, args) => server.fault(args as Fault),
  lift: (server, { id }) => server.lift(id === undefined ? undefined : number(id)),
  limits: (server, args) => server.limits(args as LimitSettings),
  violations: (server, args) => page(server.violations, args),
  drop: (server, { code }) => server.gateway.drop(code === undefined ? undefined : number(code)),
  reconnect: (server) => server.gateway.reconnect(),
  invalidate: (server, { resumable }) => server.gateway.invalidate(resumable === true),
  forget: (server) => server.gateway.forget(),
  silence: (server) => server.gateway.silence(),
  revoke: (server) => void server.revoke(),
  restore: (server) => server.restore(),
  episodes: (server) => server.gateway.episodes,
  commands: (server, { guild }) => server.commands(maybe(guild)),
  state,
  sent: (server, { channel, ...args }) => page(server.sent(maybe(channel)), args),
  counts: (server) => Object.fromEntries(server.counts()),
  next: (server, { channel, text: wanted }) => server.next(text(channel), maybe(wanted)),
  refuse: (server, { ms }) => refuseFor(server, number(ms)),
}

const where = (channel: unknown) => (channel === undefined ? {} : { channel: text(channel) })

const lists = {
  'calls.jsonl': (server: DiscordServer) => server.calls(),
  'messages.jsonl': (server: DiscordServer, { channel }: Record<string, unknown>) => server.sent(maybe(channel)),
  'interactions.jsonl': (server: DiscordServer) => server.record(),
}

/** Answers `/control/…` for this server. */
export const control = (server: DiscordServer): Handler => controls(server, verbs, lists)
