import { Field } from '../check/field.ts'
import { inGuild, whereOf } from '../gateway/events.ts'
import { messageTypes } from '../messages.ts'
import { type Channel, channelTypes } from '../places.ts'
import { refusal } from '../refusal.ts'
import { channelJson, memberJson, threadMemberJson } from '../shapes.ts'
import { flags, type Message } from '../wire.ts'
import type { World } from '../world.ts'
import { channelOf, guildOf, mayWrite, messageOf, need } from './reach.ts'
import { type Answer, nothing, objectOf, ok, param, type Request, type Route } from './request.ts'

/** How a thread is to be. */
export type ThreadSettings = { name: string; type: number; autoArchive: number; starter?: Message }

/** POST /channels/:channel/messages/:message/threads */
export const startThread: Route = (request) => {
  const channel = channelOf(request)
  const starter = messageOf(request, channel)
  if (starter.thread) throw refusal('threadExists')
  return created(request, channel, channelTypes.publicThread, starter)
}

/** POST /channels/:channel/threads */
export const startThreadAlone: Route = (request) => {
  const channel = channelOf(request)
  const type = new Field(objectOf(request.body)).at('type').oneOf([10, 11, 12]) ?? channelTypes.privateThread
  return created(request, channel, type)
}

function created(request: Request, channel: Channel, type: number, starter?: Message): Answer {
  const { world, body } = request
  const guild = world.places.guildOf(channel)
  if (!guild) throw refusal('notInDm')
  if (channel.thread) throw refusal('wrongChannelType')
  need(guild, type === channelTypes.privateThread ? 'createPrivateThreads' : 'createThreads')
  const field = new Field(objectOf(body))
  const name = field.at('name').text({ required: true, min: 1, max: 100 }) ?? ''
  const autoArchive = field.at('auto_archive_duration').oneOf([60, 1440, 4320, 10080]) ?? 4320
  field.issues.settle()
  const thread = openThread(world, channel, world.me.id, { name, type, autoArchive, ...(starter && { starter }) })
  return { status: 201, json: { ...channelJson(thread, world.places), member: ownMember(world, thread) } }
}

/** Opens a thread, with its opener in it, and tells the bot. */
export function openThread(world: World, parent: Channel, owner: string, settings: ThreadSettings): Channel {
  const { places, events, messages, ids, now } = world
  const at = new Date(now()).toISOString()
  const { starter } = settings
  const thread: Channel = {
    id: starter?.id ?? ids.next(),
    type: settings.type,
    name: settings.name,
    ...(parent.guild !== undefined && { guild: parent.guild }),
    owner,
    messages: new Map(),
    last: null,
    hidden: false,
    readOnly: false,
    thread: {
      parent: parent.id,
      archived: false,
      locked: false,
      autoArchive: settings.autoArchive,
      changedAt: at,
      members: new Map([[owner, at]]),
    },
  }
  places.channels.set(thread.id, thread)
  places.guildOf(parent)?.channels.add(thread.id)
  const json = channelJson(thread, places)
  const isTold = !parent.hidden && places.reads(world.me.id, thread)
  if (isTold) events.push('THREAD_CREATE', { ...json, newly_created: true }, whereOf(thread))
  if (starter) {
    messages.keep({ ...starter, thread: json, flags: starter.flags | flags.hasThread })
    const reference = {
      type: 0,
      message_id: starter.id,
      channel_id: parent.id,
      ...(parent.guild && { guild_id: parent.guild }),
    }
    const draft = { flags: 0, enforceNonce: false }
    const more = { type: messageTypes.threadStarter, message_reference: reference }
    messages.post({ channel: thread, author: starter.author, draft, more })
  }
  return thread
}

const ownMember = (world: World, { id, thread }: Channel) =>
  threadMemberJson(id, world.me.id, thread?.members.get(world.me.id) ?? '')

/** PATCH /channels/:channel, for threads. */
export const editChannel: Route = (request) => {
  const { world, body } = request
  const channel = channelOf(request)
  const guild = world.places.guildOf(channel)
  if (!guild || !channel.thread) throw refusal('wrongChannelType')
  if (channel.owner !== world.me.id) need(guild, 'manageThreads')
  const field = new Field(objectOf(body))
  const name = field.at('name').text({ min: 1, max: 100 })
  const archived = field.at('archived').flag()
  const locked = field.at('locked').flag()
  const autoArchive = field.at('auto_archive_duration').oneOf([60, 1440, 4320, 10080])
  field.issues.settle()
  const thread = channel.thread
  channel.name = name ?? channel.name
  Object.assign(thread, {
    archived: archived ?? thread.archived,
    locked: locked ?? thread.locked,
    autoArchive: autoArchive ?? thread.autoArchive,
    changedAt: new Date(world.now()).toISOString(),
  })
  const json = channelJson(channel, world.places)
  world.events.push('THREAD_UPDATE', json, whereOf(channel))
  return ok(json)
}

/** DELETE /channels/:channel, for threads and conversations with one person. */
export const deleteChannel: Route = (request) => {
  const { world } = request
  const channel = channelOf(request)
  const json = channelJson(channel, world.places)
  if (channel.recipient !== undefined) return ok(json)
  const guild = world.places.guildOf(channel)
  if (!guild || !channel.thread) throw refusal('missingPermissions')
  need(guild, 'manageThreads')
  guild.channels.delete(channel.id)
  world.places.channels.delete(channel.id)
  const { id, type, thread } = channel
  world.events.push('THREAD_DELETE', inGuild({ id, type, parent_id: thread.parent }, channel.guild), whereOf(channel))
  return ok(json)
}

/** PUT /channels/:channel/thread-members/:user */
export const addToThread: Route = (request) => {
  const { world } = request
  const channel = channelOf(request)
  if (!channel.thread) throw refusal('wrongChannelType')
  if (channel.thread.archived) throw refusal('archived')
  mayWrite(world, channel)
  const user = memberParam(request)
  if (!world.places.guildOf(channel)?.members.has(user)) throw refusal('unknownMember')
  enterThread(world, channel, user)
  return nothing
}

/** Puts somebody into a thread and tells the bot; of a private one it learns only then. */
export function enterThread(world: World, channel: Channel, user: string): void {
  const { places, events, now } = world
  const joined = new Date(now()).toISOString()
  const members = channel.thread?.members
  if (!members || members.has(user)) return
  members.set(user, joined)
  if (user === world.me.id) events.push('THREAD_CREATE', channelJson(channel, places), whereOf(channel))
  const member = places.guildOf(channel)?.members.get(user)
  const added = { ...threadMemberJson(channel.id, user, joined), ...(member && { member: memberJson(member) }) }
  const data = { id: channel.id, member_count: members.size, added_members: [{ ...added, presence: null }] }
  events.push('THREAD_MEMBERS_UPDATE', inGuild(data, channel.guild), whereOf(channel))
}

/** DELETE /channels/:channel/thread-members/:user */
export const removeFromThread: Route = (request) => {
  const channel = channelOf(request)
  channel.thread?.members.delete(memberParam(request))
  return nothing
}

/** GET /channels/:channel/thread-members */
export const getThreadMembers: Route = (request) => {
  const { id, thread } = channelOf(request)
  return ok([...(thread?.members ?? [])].map(([user, joined]) => threadMemberJson(id, user, joined)))
}

/** GET /guilds/:guild/threads/active */
export const getActiveThreads: Route = (request) => {
  const { world } = request
  const threads = [...guildOf(request).channels]
    .map((id) => world.places.channel(id))
    .filter(({ type, thread }) => {
      return thread && !thread.archived && (type !== channelTypes.privateThread || thread.members.has(world.me.id))
    })
  return ok({
    threads: threads.map((thread) => channelJson(thread, world.places)),
    members: threads.filter(({ thread }) => thread?.members.has(world.me.id)).map((thread) => ownMember(world, thread)),
  })
}

const memberParam = (request: Request): string => {
  const user = param(request, 'user')
  return user === '@me' || user === '' ? request.world.me.id : user
}
