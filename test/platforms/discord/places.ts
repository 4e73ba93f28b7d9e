import type { Message, User } from './wire.ts'

/** Numbers of the channel types that there are here. */
export const channelTypes = {
  text: 0,
  dm: 1,
  announcement: 5,
  announcementThread: 10,
  publicThread: 11,
  privateThread: 12,
} as const

/**
 * Somebody with an account. `door`: whether the bot may write to this person alone. `installed`: has the bot without
 * being in a guild with it.
 */
export type Human = { user: User; locale: string; door: 'open' | 'closed' | 'blocked'; installed: boolean }

export type Member = { user: User; nick: string | null; roles: string[]; joinedAt: string }

export type Role = { id: string; name: string; permissions: bigint; mentionable: boolean; position: number }

/** A server, as people call it. `permissions`: what the bot may do in it. */
export type Guild = {
  id: string
  name: string
  owner: string
  locale: string
  members: Map<string, Member>
  roles: Map<string, Role>
  channels: Set<string>
  permissions: bigint
  joinedAt: string
  /** False: the bot has not been added, or was thrown out. */
  hasBot: boolean
}

export type Thread = {
  parent: string
  archived: boolean
  locked: boolean
  autoArchive: number
  changedAt: string
  members: Map<string, string>
}

/** A place for messages. `recipient`: the person of a conversation with the bot alone. */
export type Channel = {
  id: string
  type: number
  name: string
  guild?: string
  recipient?: string
  thread?: Thread
  owner?: string
  messages: Map<string, Message>
  last: string | null
  /** The bot cannot see it; cannot write in it. */
  hidden: boolean
  readOnly: boolean
}

/** Everybody and everywhere. */
export class Places {
  readonly humans = new Map<string, Human>()
  readonly guilds = new Map<string, Guild>()
  readonly channels = new Map<string, Channel>()
  /** Conversations with the bot alone, by person. */
  readonly dms = new Map<string, string>()

  /** The person with that id; for mistakes of a test, not of the bot. */
  human(id: string): Human {
    const human = this.humans.get(id)
    if (!human) throw new Error(`there is no person ${id}`)
    return human
  }

  guild(id: string): Guild {
    const guild = this.guilds.get(id)
    if (!guild) throw new Error(`there is no server ${id}`)
    return guild
  }

  channel(id: string): Channel {
    const channel = this.channels.get(id)
    if (!channel) throw new Error(`there is no channel ${id}`)
    return channel
  }

  /** The guild of a channel; undefined for a conversation with the bot alone. */
  guildOf(channel: Channel): Guild | undefined {
    return channel.guild === undefined ? undefined : this.guild(channel.guild)
  }

  /** The conversation of this person with the bot alone, if it was ever opened. */
  dm(person: string): Channel | undefined {
    return this.channels.get(this.dms.get(person) ?? '')
  }

  /** Whether this person can read the channel. */
  reads(person: string, channel: Channel): boolean {
    if (channel.recipient !== undefined) return channel.recipient === person
    const isMember = this.guildOf(channel)?.members.has(person) ?? false
    if (channel.type !== channelTypes.privateThread) return isMember
    return isMember && (channel.thread?.members.has(person) ?? false)
  }

  /** Whether bot and person know each other. */
  meets(person: string): boolean {
    if (this.human(person).installed) return true
    return [...this.guilds.values()].some((guild) => guild.hasBot && guild.members.has(person))
  }
}
