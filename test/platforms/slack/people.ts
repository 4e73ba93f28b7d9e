import type { Envelope } from './delivery/envelope.ts'
import { react } from './methods/reactions.ts'
import { changed } from './posting.ts'
import { typed } from './typing.ts'
import type { FileJson, Json, Message } from './wire.ts'
import type { Channel, Member } from './workspace.ts'
import type { World } from './world.ts'

/** Who acts, or which channel: something that has an id, or the id. */
export type Who = { id: string } | string

/** A person as tests know it. `locale` is Slack's, such as `en-US`. */
export type Person = { id: string; name: string; locale: string }

/** What may be said of a person from the start. */
type Identity = Pick<Member, 'id' | 'name' | 'locale' | 'tz' | 'email'>

/** A channel as tests know it. */
export type Room = { id: string; name: string }

/** How a channel is to be: public, with our app in it, unless told otherwise. */
export type RoomSettings = { name?: string; private?: boolean; members?: Who[]; bot?: boolean }

/** Where a message is said; without `chat` it is the conversation with the app alone. */
export type Saying = { chat?: Who; thread?: Who | string; broadcast?: boolean }

/** A message that a person wrote; `events` is what the app was told of it. */
export type Said = { chat: string; id: string; text: string; events: Envelope[] }

/** A file that a person sends. `claims` is the size that the app is told instead of the true one. */
export type Attached = { name: string; data: Buffer | string; claims?: number }

export const idOf = (thing: Who): string => (typeof thing === 'string' ? thing : thing.id)

/** Acting as people do. Every method throws when a person could not do this in the real app. */
export class People {
  /** What lies behind it all. */
  readonly world: World

  constructor(world: World) {
    this.world = world
  }

  /** A person in the workspace; `arrives` tells the app that this one is new. */
  person({ arrives, ...given }: Partial<Identity> & { arrives?: boolean } = {}): Person {
    const { id, name, locale } = this.world.workspace.addMember(given)
    if (arrives) this.world.events.tell('team_join', id, { user: { id, name } })
    return { id, name, locale }
  }

  /** Another app's bot in the workspace, which writes as people do. */
  otherBot(name = 'Other bot'): Person {
    const { id, locale } = this.world.workspace.addMember({ name, botId: `B${name.length}${Date.now()}` })
    return { id, name, locale }
  }

  /** A new channel. */
  channel({ name = 'general', private: hidden, members = [], bot = true }: RoomSettings = {}): Room {
    const { workspace } = this.world
    const ids = [...members.map(idOf), ...(bot ? [workspace.app.botUser] : [])]
    const { id } = workspace.addChannel(hidden ? 'group' : 'channel', name, ids)
    return { id, name }
  }

  /** Comes into a channel; the app is told, also when it is the app itself. */
  joins(who: Who, chat: Who): void {
    const channel = this.world.workspace.channel(idOf(chat))
    channel.members.add(idOf(who))
    const user = idOf(who)
    this.notice(channel, user, 'channel_join', `<@${user}> has joined the channel`)
    const event = { user, channel: channel.id, channel_type: 'C', team: this.world.workspace.team.id }
    this.world.events.tell('member_joined_channel', channel.id, event)
  }

  /** Goes out of a channel; the app is told. Whoever takes the app out, it is told so no more. */
  leaves(who: Who, chat: Who): void {
    const channel = this.world.workspace.channel(idOf(chat))
    const user = idOf(who)
    this.notice(channel, user, 'channel_leave', `<@${user}> has left the channel`)
    channel.members.delete(user)
    this.world.events.tell('member_left_channel', channel.id, { user, channel: channel.id, channel_type: 'C' })
  }

  /** Nobody can write in the channel any more. */
  archives(chat: Who): void {
    this.world.workspace.channel(idOf(chat)).archived = true
  }

  /**
   * Writes a message, typed as in the real app: markup is escaped, `@Name` mentions. In a channel the app is told of
   * a mention of it twice, as `message` and as `app_mention`.
   */
  says(who: Who, text: string, saying: Saying = {}): Said {
    return this.sends(who, typed(text, this.world.workspace), saying)
  }

  /** Sends anything, given as fields of a message. */
  sends(who: Who, body: Partial<Message>, saying: Saying = {}): Said {
    const { member, channel } = this.at(who, saying.chat)
    const parent = saying.thread === undefined ? undefined : channel.messages.get(idOf(saying.thread))
    if (saying.thread !== undefined && !parent) throw new Error('there is no such message to answer')
    const message: Message = {
      client_msg_id: crypto.randomUUID(),
      type: 'message',
      ...(saying.broadcast && { subtype: 'thread_broadcast' }),
      user: member.id,
      ...(member.botId !== undefined && { bot_id: member.botId, subtype: 'bot_message' }),
      text: '',
      ts: this.world.stamps.next(),
      team: this.world.workspace.team.id,
      ...body,
      ...(parent && { thread_ts: parent.thread_ts ?? parent.ts, parent_user_id: parent.user }),
    }
    if (parent) parent.reply_count = (parent.reply_count ?? 0) + 1
    channel.messages.set(message.ts, message)
    const events = [this.world.events.message(channel, message), this.mention(channel, message)]
    return {
      chat: channel.id,
      id: message.ts,
      text: message.text,
      events: events.filter((event) => event !== undefined),
    }
  }

  /** Uploads files with a message. */
  uploads(who: Who, files: Attached[], text = '', saying: Saying = {}): Said {
    const { channel, member } = this.at(who, saying.chat)
    const stored = files.map(({ name, data }) => {
      const file = this.world.files.add(member.id, name, this.world.stamps.seconds(), Buffer.from(data))
      file.channels.push(channel.id)
      return file
    })
    const shown: FileJson[] = stored.map((file, index) => {
      const claims = files[index]?.claims
      return { ...this.world.files.json(file), ...(claims !== undefined && { size: claims }) }
    })
    const words = text === '' ? { text } : typed(text, this.world.workspace)
    const said = this.sends(who, { ...words, subtype: 'file_share', files: shown, upload: true }, saying)
    for (const { id } of stored) {
      const event = { file_id: id, file: { id }, user_id: member.id, channel_id: channel.id }
      this.world.events.tell('file_shared', channel.id, event)
    }
    return said
  }

  /** Deletes a file: its data is gone, also for the app. */
  deletesFile(id: string): void {
    const file = this.world.files.find(id)
    if (!file) throw new Error(`there is no file ${id}`)
    file.isDeleted = true
    this.world.events.tell('file_deleted', id, { file_id: id })
  }

  /** Changes the text of a message that this person wrote. */
  edits(who: Who, said: { chat: string; id: string }, text: string): void {
    const { channel, message: before } = this.own(who, said)
    const ts = this.world.stamps.next()
    const message = { ...before, ...typed(text, this.world.workspace), edited: { user: idOf(who), ts } }
    channel.messages.set(message.ts, message)
    this.world.events.message(channel, changed(ts, message, before))
  }

  /** Slack shows a preview of a link in the message: the same event as an edit, but nobody edited. */
  unfurls(said: { chat: string; id: string }): void {
    const { channel, message: before } = this.find(said)
    const message = { ...before, attachments: [{ id: 1, title: 'A page', from_url: 'https://example.com/' }] }
    channel.messages.set(message.ts, message)
    this.world.events.message(channel, changed(this.world.stamps.next(), message, before))
  }

  /** Deletes a message that this person wrote. */
  deletes(who: Who, said: { chat: string; id: string }): void {
    const { channel, message } = this.own(who, said)
    channel.messages.delete(message.ts)
    const ts = this.world.stamps.next()
    const body = { subtype: 'message_deleted', hidden: true, deleted_ts: message.ts, previous_message: message, ts }
    this.world.events.message(channel, body)
  }

  /** Puts an emoji on a message. */
  reacts(who: Who, on: { chat: string; id: string }, reaction: string): void {
    const { channel, message } = this.find(on)
    react(message, reaction, idOf(who))
    const item = { type: 'message', channel: channel.id, ts: message.ts }
    const event = { user: idOf(who), reaction, item, item_user: message.user }
    this.world.events.tell('reaction_added', channel.id, event)
  }

  /** Lets no message of the app through any more: sending to this person fails with that error. */
  blocks(who: Who, error = 'messages_tab_disabled'): void {
    this.world.workspace.member(idOf(who)).refuses = error
  }

  unblocks(who: Who): void {
    delete this.world.workspace.member(idOf(who)).refuses
  }

  /** The person's account is closed. Slack does not say which error a message then meets: `error` does. */
  deactivates(who: Who, error = 'is_archived'): void {
    const member = this.world.workspace.member(idOf(who))
    member.deleted = true
    member.refuses = error
    this.world.events.tell('user_change', member.id, { user: { id: member.id, deleted: true } })
  }

  protected at(who: Who, chat: Who | undefined): { member: Member; channel: Channel } {
    const member = this.world.workspace.member(idOf(who))
    if (member.deleted) throw new Error(`the account of ${member.id} is closed`)
    const channel =
      chat === undefined ? this.world.workspace.direct(member.id) : this.world.workspace.channel(idOf(chat))
    if (channel.kind === 'im' && !this.world.features.writing) throw new Error('the app takes no messages')
    if (!channel.members.has(member.id)) throw new Error(`${member.id} is not in ${channel.id}`)
    return { member, channel }
  }

  protected find({ chat, id }: { chat: string; id: string }): { channel: Channel; message: Message } {
    const channel = this.world.workspace.channel(chat)
    const message = channel.messages.get(id)
    if (!message) throw new Error(`there is no message ${id} in ${chat}`)
    return { channel, message }
  }

  private own(who: Who, said: { chat: string; id: string }): { channel: Channel; message: Message } {
    const found = this.find(said)
    if (found.message.user !== idOf(who)) throw new Error('only a message of one’s own can be changed')
    return found
  }

  private mention(channel: Channel, message: Message): Envelope | undefined {
    const { app } = this.world.workspace
    if (channel.kind === 'im' || !channel.members.has(app.botUser) || !message.text.includes(`<@${app.botUser}>`)) {
      return undefined
    }
    const { subtype: _, ...event } = message
    return this.world.events.tell('app_mention', channel.id, { ...event, channel: channel.id, event_ts: message.ts })
  }

  private notice(channel: Channel, user: string, subtype: string, text: string): void {
    const ts = this.world.stamps.next()
    const body: Json = { subtype, user, text, ts }
    this.world.events.message(channel, body)
  }
}
