import { type Permission, permissions } from '../permissions.ts'
import { type Channel, channelTypes, type Guild } from '../places.ts'
import { refusal } from '../refusal.ts'
import type { Message } from '../wire.ts'
import type { World } from '../world.ts'
import { param, type Request } from './request.ts'

/** The channel that the call is about. Throws what the bot is told when it cannot see it. */
export function channelOf(request: Request): Channel {
  const { world } = request
  const channel = world.places.channels.get(param(request, 'channel'))
  if (!channel) throw refusal('unknownChannel')
  const guild = world.places.guildOf(channel)
  if (guild && !guild.hasBot) throw refusal('missingAccess')
  if (channel.hidden || parentOf(world, channel)?.hidden) throw refusal('missingAccess')
  if (guild) need(guild, 'viewChannel', 'missingAccess')
  if (channel.type === channelTypes.privateThread && !channel.thread?.members.has(world.me.id)) {
    throw refusal('missingAccess')
  }
  return channel
}

/** Throws what the bot is told when it may not write in this channel. */
export function mayWrite(world: World, channel: Channel): void {
  if (channel.recipient !== undefined) {
    if (world.places.human(channel.recipient).door !== 'open') throw refusal('cannotDm')
    if (!world.places.meets(channel.recipient)) throw refusal('noMutualGuild')
    return
  }
  const guild = world.places.guildOf(channel)
  if (!guild) return
  if (channel.readOnly || parentOf(world, channel)?.readOnly) throw refusal('missingPermissions')
  need(guild, channel.thread ? 'sendInThreads' : 'sendMessages')
  const isKeeper = (guild.permissions & permissions.manageThreads) !== 0n
  if (channel.thread?.locked && !isKeeper) throw refusal('locked')
}

/** Throws when the bot has not got that permission. */
export function need(
  guild: Guild,
  permission: Permission,
  otherwise: Parameters<typeof refusal>[0] = 'missingPermissions',
): void {
  if ((guild.permissions & permissions[permission]) === 0n) throw refusal(otherwise)
}

/** The guild that the call is about. */
export function guildOf(request: Request): Guild {
  const guild = request.world.places.guilds.get(param(request, 'guild'))
  if (!guild) throw refusal('unknownGuild')
  if (!guild.hasBot) throw refusal('missingAccess')
  return guild
}

/** The message that the call is about. Private ones cannot be reached this way. */
export function messageOf(request: Request, channel: Channel): Message {
  const message = channel.messages.get(param(request, 'message'))
  if (!message) throw refusal('unknownMessage')
  return message
}

const parentOf = (world: World, { thread }: Channel): Channel | undefined =>
  thread && world.places.channels.get(thread.parent)
