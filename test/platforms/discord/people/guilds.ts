import { inGuild } from '../gateway/events.ts'
import { messageTypes } from '../messages.ts'
import { allowed, type Permission } from '../permissions.ts'
import { type Channel, channelTypes, type Guild, type Member } from '../places.ts'
import { enterThread, openThread } from '../rest/threads.ts'
import { channelJson, memberJson, roleJson, wholeGuild } from '../shapes.ts'
import type { User } from '../wire.ts'
import { idOf, type Known, People } from './people.ts'

/** A server as tests know it. `general`: its first channel. */
export type Server = { id: string; name: string; general: string }

/** How a new server is. `without`: what the bot may not do in it. */
export type ServerSettings = {
  name?: string
  members?: readonly Known[]
  locale?: string
  /** False: the bot must be added first. */
  withBot?: boolean
  without?: readonly Permission[]
}

/** A thread as people see it listed. */
export type ListedThread = { id: string; name: string; archived: boolean; locked: boolean; isPrivate: boolean }

/** How a new channel is. */
export type ChannelSettings = { name?: string; hidden?: boolean; readOnly?: boolean }

/** What people do with servers. */
export class Guilds extends People {
  /** A server that has been there for a while: the bot is told nothing until it connects anew. */
  guild(settings: ServerSettings = {}): Server {
    const { places, ids, me } = this.world
    const { name = 'Our shop', members = [], locale = 'en-US', withBot = true } = settings
    const id = ids.next()
    const everyone = { id, name: '@everyone', permissions: allowed(settings.without), mentionable: false, position: 0 }
    const guild: Guild = {
      id,
      name,
      owner: members[0] === undefined ? ids.next() : idOf(members[0]),
      locale,
      members: new Map(),
      roles: new Map([[id, everyone]]),
      channels: new Set(),
      permissions: allowed(settings.without),
      joinedAt: this.time(),
      hasBot: withBot,
    }
    places.guilds.set(id, guild)
    if (withBot) this.settle(guild, me)
    for (const member of members) this.settle(guild, places.human(idOf(member)).user)
    const general = this.make(guild, { name: 'general' })
    if (withBot) this.world.events.push('GUILD_CREATE', wholeGuild(guild, places, me.id), { guild: id })
    return { id, name, general: general.id }
  }

  /** A new channel. */
  channel(guild: Known, settings: ChannelSettings = {}): { id: string } {
    const found = this.world.places.guild(idOf(guild))
    const channel = this.make(found, settings)
    const json = channelJson(channel, this.world.places)
    if (found.hasBot && !channel.hidden) this.world.events.push('CHANNEL_CREATE', json, { guild: found.id })
    return { id: channel.id }
  }

  /** The channel is deleted, with all that is in it. */
  deletesChannel(channel: Known): void {
    const found = this.world.places.channel(idOf(channel))
    this.world.places.channels.delete(found.id)
    this.world.places.guildOf(found)?.channels.delete(found.id)
    const type = found.thread ? 'THREAD_DELETE' : 'CHANNEL_DELETE'
    this.tell(type, found, channelJson(found, this.world.places))
  }

  /** Changes what the bot can do in a channel. */
  restricts(channel: Known, settings: { hidden?: boolean; readOnly?: boolean }): void {
    const found = this.world.places.channel(idOf(channel))
    Object.assign(found, settings)
    this.tell('CHANNEL_UPDATE', found, channelJson(found, this.world.places))
  }

  /** A new role, which people can be given. */
  role(guild: Known, name: string, members: readonly Known[] = []): { id: string } {
    const found = this.world.places.guild(idOf(guild))
    const role = { id: this.world.ids.next(), name, permissions: 0n, mentionable: true, position: found.roles.size }
    found.roles.set(role.id, role)
    for (const member of members) found.members.get(idOf(member))?.roles.push(role.id)
    if (found.hasBot) {
      this.world.events.push('GUILD_ROLE_CREATE', { guild_id: found.id, role: roleJson(role) }, { guild: found.id })
    }
    return { id: role.id }
  }

  /** This person comes into a server. */
  joins(who: Known, guild: Known): void {
    const found = this.world.places.guild(idOf(guild))
    const { user } = this.world.places.human(idOf(who))
    const member = this.settle(found, user)
    if (!found.hasBot) return
    this.world.events.push('GUILD_MEMBER_ADD', inGuild(memberJson(member), found.id), { guild: found.id })
  }

  /** This person leaves a server. */
  leaves(who: Known, guild: Known): void {
    const found = this.world.places.guild(idOf(guild))
    const { user } = this.world.places.human(idOf(who))
    if (!found.members.delete(user.id)) throw new Error(`${user.id} is not in this server`)
    if (!found.hasBot) return
    this.world.events.push('GUILD_MEMBER_REMOVE', { guild_id: found.id, user }, { guild: found.id })
  }

  /** The bot is added to a server. */
  addsBot(guild: Known): void {
    const found = this.world.places.guild(idOf(guild))
    found.hasBot = true
    this.settle(found, this.world.me)
    const json = wholeGuild(found, this.world.places, this.world.me.id)
    this.world.events.push('GUILD_CREATE', json, { guild: found.id })
  }

  /** The bot is thrown out of a server. */
  removesBot(guild: Known): void {
    const found = this.world.places.guild(idOf(guild))
    found.hasBot = false
    found.members.delete(this.world.me.id)
    this.world.events.push('GUILD_DELETE', { id: found.id }, { guild: found.id })
  }

  /** The server cannot be reached for a while, as happens with outages; `back` when it can again. */
  vanishes(guild: Known): { back(): void } {
    const found = this.world.places.guild(idOf(guild))
    this.world.events.push('GUILD_DELETE', { id: found.id, unavailable: true }, { guild: found.id })
    const back = () => {
      const json = wholeGuild(found, this.world.places, this.world.me.id)
      this.world.events.push('GUILD_CREATE', json, { guild: found.id })
    }
    return { back }
  }

  /** This person opens a thread, under a message when there is one. */
  opensThread(who: Known, name: string, on: { channel: Known; message?: Known; isPrivate?: boolean }): { id: string } {
    const { human, channel } = this.at(who, on.channel)
    if (channel.guild === undefined || channel.thread) throw new Error('there are no threads here')
    const starter = on.message === undefined ? undefined : channel.messages.get(idOf(on.message))
    if (on.message !== undefined && !starter) throw new Error('there is no such message')
    const type = on.isPrivate ? channelTypes.privateThread : channelTypes.publicThread
    const thread = openThread(this.world, channel, human.user.id, {
      name,
      type,
      autoArchive: 4320,
      ...(starter && { starter }),
    })
    if (!starter) {
      const draft = { content: name, flags: 0, enforceNonce: false }
      this.world.messages.post({ channel, author: human.user, draft, more: { type: messageTypes.threadCreated } })
    }
    return { id: thread.id }
  }

  /** The threads of a channel, as people see them listed. */
  threads(channel: Known): ListedThread[] {
    const parent = this.world.places.channel(idOf(channel))
    return [...this.world.places.channels.values()].flatMap(({ id, name, type, thread }) => {
      if (thread?.parent !== parent.id) return []
      const { archived, locked } = thread
      return { id, name, archived, locked, isPrivate: type === channelTypes.privateThread }
    })
  }

  /** This person, or the bot, comes into a thread. */
  entersThread(who: Known, thread: Known): void {
    enterThread(this.world, this.world.places.channel(idOf(thread)), idOf(who))
  }

  private make(guild: Guild, { name = 'channel', hidden = false, readOnly = false }: ChannelSettings): Channel {
    const channel: Channel = {
      id: this.world.ids.next(),
      type: channelTypes.text,
      name,
      guild: guild.id,
      messages: new Map(),
      last: null,
      hidden,
      readOnly,
    }
    this.world.places.channels.set(channel.id, channel)
    guild.channels.add(channel.id)
    return channel
  }

  private settle(guild: Guild, user: User): Member {
    const member: Member = { user, nick: null, roles: [], joinedAt: this.time() }
    guild.members.set(user.id, member)
    return member
  }

  private tell(type: string, channel: Channel, data: unknown): void {
    const guild = this.world.places.guildOf(channel)
    if (guild?.hasBot) this.world.events.push(type, data, { channel: channel.id, guild: guild.id })
  }

  private time(): string {
    return new Date(this.world.now()).toISOString()
  }
}
