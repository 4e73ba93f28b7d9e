import { attach } from './attach.ts'
import type { Draft } from './check/message.ts'
import { inGuild, whereOf } from './gateway/events.ts'
import type { Channel } from './places.ts'
import { partialMember } from './shapes.ts'
import { mentionedIn } from './text/mentioned.ts'
import { type AllowedMentions, flags, type Json, type Message, type User } from './wire.ts'
import type { World } from './world.ts'

/** Numbers of the kinds of messages. */
export const messageTypes = {
  plain: 0,
  join: 7,
  threadCreated: 18,
  reply: 19,
  slash: 20,
  threadStarter: 21,
  menu: 23,
} as const

const nonceLife = 5 * 60_000

/** Where a message goes and who says it. `only`: for that person's eyes alone. */
export type Posting = {
  channel: Channel
  author: User
  draft: Draft
  only?: string
  /** Fields that are so whatever the draft says. */
  more?: Partial<Message>
}

/** All messages: how they come to be, change and go, and who is told of it. */
export class Messages {
  private readonly world: () => World
  /** Messages that only one person sees, and who that is. */
  readonly private = new Map<string, { message: Message; only: string }>()
  /** Who may be pinged by messages of the bot, as it asked for. */
  readonly allowed = new Map<string, AllowedMentions | undefined>()

  private readonly places = new Map<string, string>()
  private readonly nonces = new Map<string, string>()

  constructor(world: () => World) {
    this.world = world
  }

  /** The message with that id, wherever it is. */
  find(id: string): Message | undefined {
    const channel = this.places.get(id)
    if (channel === undefined) return this.private.get(id)?.message
    return this.world().places.channels.get(channel)?.messages.get(id)
  }

  /** A message of the bot with that nonce, if it is there and not older than some minutes. */
  withNonce(nonce: string | number): Message | undefined {
    const message = this.find(this.nonces.get(String(nonce)) ?? '')
    return message && Date.parse(message.timestamp) >= this.world().now() - nonceLife ? message : undefined
  }

  /** Puts a new message into a channel. */
  post({ channel, author, draft, only, more }: Posting): Message {
    const { ids, places, now } = this.world()
    const id = ids.next()
    const reply = draft.reply && channel.messages.get(draft.reply.message)
    const guild = places.guildOf(channel)
    const message: Message = {
      id,
      channel_id: channel.id,
      author,
      content: draft.content ?? '',
      timestamp: new Date(now()).toISOString(),
      edited_timestamp: null,
      tts: false,
      pinned: false,
      type: reply ? messageTypes.reply : messageTypes.plain,
      flags: draft.flags | (only === undefined ? 0 : flags.ephemeral),
      ...attach(this.world(), channel.id, draft, []),
      ...mentionedIn(this.world(), channel, draft, author.id),
      ...(reply && {
        message_reference: {
          type: 0,
          message_id: reply.id,
          channel_id: channel.id,
          ...(guild && { guild_id: guild.id }),
        },
        referenced_message: unquoted(reply),
      }),
      ...(draft.nonce !== undefined && { nonce: draft.nonce }),
      ...more,
    }
    this.allowed.set(id, draft.allowed)
    if (draft.nonce !== undefined && author.id === this.world().me.id) this.nonces.set(String(draft.nonce), id)
    if (only === undefined) {
      channel.messages.set(id, message)
      channel.last = id
      this.places.set(id, channel.id)
    } else {
      this.private.set(id, { message, only })
    }
    this.shown(message, channel, only)
    this.tell('MESSAGE_CREATE', message, channel, only)
    return message
  }

  /** Changes a message; what the draft does not name stays. */
  change(before: Message, draft: Draft, more: Partial<Message> = {}): Message {
    const { places, now, screen } = this.world()
    const channel = places.channel(before.channel_id)
    const known = this.private.get(before.id)
    const allowed = draft.allowed ?? this.allowed.get(before.id)
    const content = (draft.content === undefined ? before.content : draft.content) ?? ''
    const components = draft.components ?? before.components
    const mentioning = { content, components, ...(allowed && { allowed }) }
    const message: Message = {
      ...before,
      content,
      ...attach(this.world(), channel.id, draft, before.attachments, before),
      ...mentionedIn(this.world(), channel, mentioning, before.author.id),
      flags: before.flags | draft.flags,
      edited_timestamp: new Date(now()).toISOString(),
      ...more,
    }
    this.allowed.set(before.id, allowed)
    this.keep(message)
    if (message.author.id === this.world().me.id) screen.change(message, channel, known?.only)
    this.tell('MESSAGE_UPDATE', message, channel, known?.only)
    return message
  }

  /** Keeps another state of a message, of which nobody is told. */
  keep(message: Message): void {
    const known = this.private.get(message.id)
    if (known) this.private.set(message.id, { ...known, message })
    else this.world().places.channel(message.channel_id).messages.set(message.id, message)
  }

  /** Takes a message away, with its files. */
  remove(message: Message): void {
    const { places, files, screen, events } = this.world()
    const channel = places.channel(message.channel_id)
    const isPrivate = this.private.delete(message.id)
    channel.messages.delete(message.id)
    for (const attachment of message.attachments) files.remove(attachment)
    screen.remove(message.id)
    if (isPrivate || !this.isHeard(channel)) return
    events.push('MESSAGE_DELETE', inGuild({ id: message.id, channel_id: channel.id }, channel.guild), whereOf(channel))
  }

  private isHeard(channel: Channel): boolean {
    const { places, me } = this.world()
    if (channel.recipient !== undefined) return true
    return !channel.hidden && places.reads(me.id, channel)
  }

  private shown(message: Message, channel: Channel, only: string | undefined): void {
    const { me, screen, journal } = this.world()
    // above a thread it is Discord that shows once more what it began with
    if (message.author.id !== me.id || message.type === messageTypes.threadStarter) return
    journal.countSent(channel.id)
    screen.show(message, channel, only)
  }

  private tell(type: string, message: Message, channel: Channel, only: string | undefined): void {
    const { events, places } = this.world()
    // The bot is not told of private messages, which it made itself, nor of what it cannot see.
    if (only !== undefined || !this.isHeard(channel)) return
    const member = places.guildOf(channel)?.members.get(message.author.id)
    const data: Json = { ...message, channel_type: channel.type, ...(member && { member: partialMember(member) }) }
    events.push(type, inGuild(data, channel.guild), whereOf(channel))
  }
}

/** A message as it stands within another one. */
function unquoted({ referenced_message: _, ...message }: Message): Message {
  return message
}
