import { openDm } from '../dms.ts'
import { inGuild, whereOf } from '../gateway/events.ts'
import { messageTypes } from '../messages.ts'
import type { Channel, Human } from '../places.ts'
import { react } from '../rest/reactions.ts'
import { memberJson } from '../shapes.ts'
import type { Attachment, Message } from '../wire.ts'
import type { World } from '../world.ts'

/** Something known by its id. */
export type Known = { id: string } | string

/** A person as tests know it. `locale` is a language of Discord's app. */
export type Person = { id: string; name: string; username: string; locale: string }

/** How a new person is. A stranger has never met the bot: they must first be in a guild together. */
export type PersonSettings = Partial<Person> & { stranger?: boolean }

/** A file that somebody sends. */
export type Sending = { name: string; type?: string; data: Buffer | string }

/** Where a message is said; without `channel` it is the conversation with the bot alone. */
export type Saying = { channel?: Known; replyTo?: Known; files?: readonly Sending[] }

export const idOf = (thing: Known): string => (typeof thing === 'string' ? thing : thing.id)

/** Acting as people do. Every method throws when a person could not do this in the real app. */
export class People {
  /** What lies behind it all. */
  readonly world: World

  constructor(world: World) {
    this.world = world
  }

  /** A new person. */
  person(given: PersonSettings = {}): Person {
    const { ids, places } = this.world
    const id = given.id ?? ids.next()
    const name = given.name ?? `Person ${places.humans.size + 1}`
    const username = given.username ?? `${name.toLowerCase().replaceAll(/[^a-z0-9_.]+/g, '')}_${id.slice(-4)}`
    const locale = given.locale ?? 'en-US'
    const user = { id, username, discriminator: '0', global_name: name, avatar: null }
    places.humans.set(id, { user, locale, door: 'open', installed: !given.stranger })
    return { id, name, username, locale }
  }

  /** The conversation of this person with the bot alone. */
  dm(who: Known): { id: string } {
    return { id: openDm(this.world, idOf(who)).id }
  }

  /** Writes a message. Speaking to the bot alone unblocks it. */
  says(who: Known, text: string, saying: Saying = {}): Message {
    const { human, channel } = this.at(who, saying.channel)
    // those who pay for Discord may write more than bots may
    if (text.length > 4000) throw new Error('a message of a person takes 4000 letters')
    if (channel.recipient !== undefined) {
      if (!this.world.places.meets(human.user.id)) throw new Error('a stranger cannot write to the bot')
      if (human.door === 'blocked') human.door = 'open'
    }
    if (channel.thread) channel.thread.archived = false
    const reply = saying.replyTo === undefined ? undefined : idOf(saying.replyTo)
    if (reply !== undefined && !channel.messages.has(reply)) throw new Error(`there is no message ${reply} to reply to`)
    const draft = {
      content: text,
      flags: 0,
      enforceNonce: false,
      ...(reply !== undefined && { reply: { message: reply, mustExist: true } }),
      ...(saying.files && { files: saying.files.map((file) => ({ upload: upload(file) })) }),
    }
    return this.world.messages.post({ channel, author: human.user, draft })
  }

  /** Changes the text of a message that this person wrote. */
  edits(who: Known, message: Known, text: string): Message {
    const before = this.own(who, message)
    return this.world.messages.change(before, { content: text, flags: 0, enforceNonce: false })
  }

  /** Deletes a message that this person wrote. */
  deletes(who: Known, message: Known): void {
    this.world.messages.remove(this.own(who, message))
  }

  /** Reacts to a message with an emoji, or takes that back. */
  reacts(who: Known, message: Known, emoji: string, isSet = true): void {
    const found = this.world.messages.find(idOf(message))
    if (!found) throw new Error(`there is no message ${idOf(message)}`)
    const { human, channel } = this.at(who, found.channel_id)
    react(this.world, channel, found, { id: null, name: emoji }, human.user.id, isSet)
  }

  /** Is seen to be typing. */
  types(who: Known, where?: Known): void {
    const { human, channel } = this.at(who, where)
    const member = this.world.places.guildOf(channel)?.members.get(human.user.id)
    const data = {
      channel_id: channel.id,
      user_id: human.user.id,
      timestamp: Math.floor(this.world.now() / 1000),
      ...(member && { member: memberJson(member) }),
    }
    this.world.events.push('TYPING_START', inGuild(data, channel.guild), whereOf(channel))
  }

  /** Blocks the bot: it cannot write to this person alone, and is not told so. */
  blocks(who: Known): void {
    this.world.places.human(idOf(who)).door = 'blocked'
  }

  unblocks(who: Known): void {
    this.world.places.human(idOf(who)).door = 'open'
  }

  /** Wants no messages from people of the same guild: the bot cannot write to this person alone. */
  closesDms(who: Known): void {
    this.world.places.human(idOf(who)).door = 'closed'
  }

  opensDms(who: Known): void {
    this.world.places.human(idOf(who)).door = 'open'
  }

  /** Sets the language of this person's app. */
  speaks(who: Known, locale: string): void {
    this.world.places.human(idOf(who)).locale = locale
  }

  /** How a person or the bot is mentioned in a text. */
  mention(who: Known): string {
    return `<@${idOf(who)}>`
  }

  /** The files of the message are gone from the server, as their addresses are after a while. */
  expiresFiles(message: { attachments: Attachment[] }): void {
    for (const attachment of message.attachments) this.world.files.remove(attachment)
  }

  private own(who: Known, message: Known): Message {
    const found = this.world.messages.find(idOf(message))
    if (!found || found.author.id !== idOf(who)) throw new Error('only a message of one’s own can be changed')
    if (found.type !== messageTypes.plain && found.type !== messageTypes.reply) throw new Error('it cannot be changed')
    return found
  }

  /** The person and the channel; without one, the conversation with the bot alone. */
  protected at(who: Known, where: Known | undefined): { human: Human; channel: Channel } {
    const { places } = this.world
    const human = places.human(idOf(who))
    const channel = where === undefined ? openDm(this.world, human.user.id) : places.channel(idOf(where))
    if (!places.reads(human.user.id, channel)) throw new Error(`${human.user.id} is not in channel ${channel.id}`)
    return { human, channel }
  }
}

/** A file as it is stored. */
export const upload = ({ name, type = 'application/octet-stream', data }: Sending) => ({
  name,
  type,
  data: Buffer.from(data),
})
