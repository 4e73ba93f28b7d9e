import type { Message } from './wire.ts'

/** Somebody in the workspace: a person, our bot, or another bot. */
export type Member = {
  id: string
  /** The handle, without spaces. */
  handle: string
  name: string
  locale: string
  tz: string
  email?: string
  /** Set for bots. */
  botId?: string
  deleted: boolean
  /** Set: messages to this person are refused with that error. */
  refuses?: string
}

export type ChannelKind = 'channel' | 'group' | 'im'

/** A channel, private channel or direct conversation. */
export type Channel = {
  id: string
  kind: ChannelKind
  name: string
  /** The person of a direct conversation. */
  user?: string
  members: Set<string>
  archived: boolean
  /** By timestamp, in the order they were sent. */
  messages: Map<string, Message>
}

/** Who and what is in the workspace. */
export class Workspace {
  readonly team = { id: 'T000000001', name: 'Corner Shop', domain: 'corner-shop' }
  readonly app: { id: string; botUser: string; botId: string }
  private readonly members = new Map<string, Member>()
  private readonly channels = new Map<string, Channel>()
  private lastMember = 1000
  private lastChannel = 100

  constructor(botName: string) {
    this.app = { id: 'A000000001', botUser: 'U000000001', botId: 'B000000001' }
    this.addMember({ id: this.app.botUser, name: botName, botId: this.app.botId })
  }

  addMember(given: Partial<Member>): Member {
    const id = given.id ?? `U${String(++this.lastMember).padStart(9, '0')}`
    const name = given.name ?? `Person ${id}`
    const handle = given.handle ?? name.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '.')
    const member: Member = { locale: 'en-US', tz: 'Europe/Berlin', deleted: false, ...given, id, name, handle }
    this.members.set(id, member)
    return member
  }

  /** Throws when there is nobody of that id. */
  member(id: string): Member {
    const member = this.members.get(id)
    if (!member) throw new Error(`there is no person ${id}`)
    return member
  }

  findMember(id: string): Member | undefined {
    return this.members.get(id)
  }

  allMembers(): Member[] {
    return [...this.members.values()]
  }

  addChannel(kind: ChannelKind, name: string, members: Iterable<string>): Channel {
    const letter = kind === 'im' ? 'D' : 'C'
    const id = `${letter}${String(++this.lastChannel).padStart(9, '0')}`
    const channel: Channel = { id, kind, name, members: new Set(members), archived: false, messages: new Map() }
    this.channels.set(id, channel)
    return channel
  }

  /** Throws when there is no channel of that id. */
  channel(id: string): Channel {
    const channel = this.channels.get(id)
    if (!channel) throw new Error(`there is no channel ${id}`)
    return channel
  }

  findChannel(id: string): Channel | undefined {
    return this.channels.get(id)
  }

  allChannels(): Channel[] {
    return [...this.channels.values()]
  }

  /** The conversation of our bot with that person alone; made when there is none yet. */
  direct(user: string): Channel {
    for (const channel of this.channels.values()) if (channel.user === user) return channel
    const channel = this.addChannel('im', 'directmessage', [user, this.app.botUser])
    channel.user = user
    return channel
  }

  /** Whether there is a direct conversation with that person yet. */
  hasDirect(user: string): boolean {
    return this.allChannels().some((channel) => channel.user === user)
  }

  get bot(): Member {
    return this.member(this.app.botUser)
  }
}
