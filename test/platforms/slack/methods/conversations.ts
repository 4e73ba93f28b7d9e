import { flag, integer, needed, type Params, text } from '../params.ts'
import { Refusal } from '../refusal.ts'
import { channelOf } from '../target.ts'
import type { Message } from '../wire.ts'
import type { Channel } from '../workspace.ts'
import type { Method, World } from '../world.ts'

function channelJson({ workspace, stamps }: World, channel: Channel): Record<string, unknown> {
  const { id, kind, name, user, archived, members } = channel
  return {
    id,
    created: stamps.seconds(),
    is_archived: archived,
    is_im: kind === 'im',
    is_channel: kind === 'channel',
    is_group: false,
    is_mpim: false,
    is_private: kind !== 'channel',
    is_member: members.has(workspace.app.botUser),
    context_team_id: workspace.team.id,
    ...(kind === 'im' ? { user, is_user_deleted: workspace.findMember(user ?? '')?.deleted ?? false } : { name }),
  }
}

/** conversations.open */
export const open: Method = (world, params, call) => {
  const id = text(params, 'channel')
  const users = text(params, 'users')?.split(',') ?? []
  const [user, another] = users
  if (id === undefined && user === undefined) throw new Refusal('users_list_not_supplied')
  if (another !== undefined) throw new Refusal('method_not_supported_for_channel_type')
  const member = user === undefined ? undefined : world.workspace.findMember(user)
  if (user !== undefined && !member) throw new Refusal('user_not_found')
  if (member?.botId !== undefined) throw new Refusal('cannot_dm_bot')
  if (member?.deleted) throw new Refusal('user_disabled')
  const isOpen = member !== undefined && world.workspace.hasDirect(member.id)
  const channel = channelOf(world, { channel: id ?? user }, call)
  const shown = flag(params, 'return_im') ? channelJson(world, channel) : { id: channel.id }
  return { ...(isOpen && { no_op: true, already_open: true }), channel: shown }
}

/** Throws unless the token may do that with such channels: each kind has scopes of its own. */
function need(world: World, { kind }: Pick<Channel, 'kind'>, what: 'read' | 'history'): void {
  const names = { channel: 'channels', group: 'groups', im: 'im' } as const
  world.tokens.need(`${names[kind]}:${what}`)
}

/** conversations.info */
export const info: Method = (world, params, call) => {
  const channel = channelOf(world, params, call)
  need(world, channel, 'read')
  const count = flag(params, 'include_num_members') ? { num_members: channel.members.size } : {}
  const locale = flag(params, 'include_locale') ? { locale: 'en-US' } : {}
  return { channel: { ...channelJson(world, channel), ...count, ...locale } }
}

/** conversations.list */
export const list: Method = (world, params) => {
  const types = (text(params, 'types') ?? 'public_channel').split(',')
  const wanted = { channel: 'public_channel', group: 'private_channel', im: 'im' } as const
  const { app } = world.workspace
  for (const kind of ['channel', 'group', 'im'] as const)
    if (types.includes(wanted[kind])) need(world, { kind }, 'read')
  const channels = world.workspace
    .allChannels()
    .filter(({ kind, members }) => types.includes(wanted[kind]) && (kind === 'channel' || members.has(app.botUser)))
  return { channels: channels.map((channel) => channelJson(world, channel)), response_metadata: { next_cursor: '' } }
}

/** conversations.members */
export const members: Method = (world, params, call) => {
  const channel = channelOf(world, params, call)
  need(world, channel, 'read')
  const { part, next } = page([...channel.members], params, 100)
  return { members: part, response_metadata: { next_cursor: next } }
}

/** conversations.join: public channels only. */
export const join: Method = (world, params, call) => {
  const channel = channelOf(world, params, call)
  if (channel.kind !== 'channel') throw new Refusal('method_not_supported_for_channel_type')
  if (channel.archived) throw new Refusal('is_archived')
  channel.members.add(world.workspace.app.botUser)
  return { channel: channelJson(world, channel) }
}

/** conversations.history: newest first, replies left out. */
export const history: Method = (world, params, call) => {
  const channel = readable(world, params, call)
  const all = [...channel.messages.values()].filter(
    ({ ts, thread_ts, subtype }) => thread_ts === undefined || thread_ts === ts || subtype === 'thread_broadcast',
  )
  return messages(between(all, params).reverse(), params)
}

/** conversations.replies: the parent, then its replies, oldest first. */
export const replies: Method = (world, params, call) => {
  const channel = readable(world, params, call)
  const ts = needed(params, 'ts')
  const message = channel.messages.get(ts)
  if (!message) throw new Refusal('thread_not_found')
  const root = message.thread_ts ?? ts
  const all = [...channel.messages.values()].filter((each) => each.ts === root || each.thread_ts === root)
  return messages(between(all, params), params)
}

function readable(world: World, params: Params, call: Parameters<Method>[2]): Channel {
  const channel = channelOf(world, params, call)
  need(world, channel, 'history')
  if (!channel.members.has(world.workspace.app.botUser)) throw new Refusal('not_in_channel')
  return channel
}

/** Messages from `oldest` to `latest`, these two only where `inclusive`. */
function between(all: Message[], params: Params): Message[] {
  const oldest = text(params, 'oldest') ?? '0'
  const latest = text(params, 'latest') ?? '9999999999.999999'
  const both = flag(params, 'inclusive')
  return all.filter(({ ts }) => {
    const [at, from, to] = [Number(ts), Number(oldest), Number(latest)]
    return both ? at >= from && at <= to : at > from && at < to
  })
}

function messages(all: Message[], params: Params): Record<string, unknown> {
  const { part, next } = page(all, params, 100)
  const shown = flag(params, 'include_all_metadata') ? part : part.map(({ metadata: _, ...message }) => message)
  const more = next === '' ? {} : { response_metadata: { next_cursor: next } }
  return { messages: shown, has_more: next !== '', ...more }
}

/** The part of a list that `cursor` and `limit` name. */
function page<T>(all: readonly T[], params: Params, fallback: number): { part: T[]; next: string } {
  const limit = integer(params, 'limit', fallback, 1, 999)
  const cursor = text(params, 'cursor')
  const start = cursor === undefined ? 0 : Number(Buffer.from(cursor, 'base64').toString().replace('at:', ''))
  if (!Number.isInteger(start)) throw new Refusal('invalid_cursor')
  const end = start + limit
  return { part: all.slice(start, end), next: end < all.length ? Buffer.from(`at:${end}`).toString('base64') : '' }
}
