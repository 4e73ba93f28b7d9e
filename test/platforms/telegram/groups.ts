import type { Conversation } from './chats.ts'
import { idOf, People, type Where, type Who } from './people.ts'
import type { ChatType, Message } from './wire.ts'

/** A group as tests know it; `id` is the id of its chat. */
export type Group = { id: number; title: string }

/** How a new group is. Forums are always supergroups. */
export type GroupSettings = {
  title?: string
  members?: readonly Who[]
  type?: Exclude<ChatType, 'private'>
  forum?: boolean
  /** False: the bot must be added first. */
  withBot?: boolean
  botIsAdmin?: boolean
}

/** What people do with groups. */
export class Groups extends People {
  /** A group that has been there for a while: the bot is told nothing. */
  group(settings: GroupSettings = {}): Group {
    const { title = 'Our shop', members = [], forum = false, withBot = true } = settings
    const type = forum ? 'supergroup' : (settings.type ?? 'supergroup')
    const conversation = this.world.chats.addGroup(title, type, forum)
    for (const member of members) conversation.members.add(idOf(member))
    conversation.footing = withBot ? 'open' : 'out'
    conversation.botIsAdmin = settings.botIsAdmin ?? false
    return { id: conversation.chat.id, title }
  }

  /** This person adds the bot to a group. */
  addsBot(who: Who, group: Where): void {
    const { user, conversation } = this.at(who, group)
    conversation.footing = 'open'
    this.tellMembership(conversation, user, 'left', 'member')
    this.service(conversation, user.id, { new_chat_members: [this.world.me] })
  }

  /** This person throws the bot out of a group. */
  removesBot(who: Who, group: Where): void {
    const { user, conversation } = this.at(who, group)
    const from = conversation.botIsAdmin ? 'administrator' : 'member'
    conversation.footing = 'kicked'
    conversation.botIsAdmin = false
    this.tellMembership(conversation, user, from, 'kicked')
  }

  /** This person makes the bot an administrator. */
  promotesBot(who: Who, group: Where): void {
    const { user, conversation } = this.at(who, group)
    conversation.botIsAdmin = true
    this.tellMembership(conversation, user, 'member', 'administrator')
  }

  /** This person comes into a group. */
  joins(who: Who, group: Where): Message {
    const user = this.world.chats.user(idOf(who))
    const conversation = this.world.chats.get(idOf(group))
    conversation.members.add(user.id)
    return this.service(conversation, user.id, { new_chat_members: [user] })
  }

  /** This person leaves a group. */
  leaves(who: Who, group: Where): Message {
    const { user, conversation } = this.at(who, group)
    const message = this.service(conversation, user.id, { left_chat_member: user })
    conversation.members.delete(user.id)
    return message
  }

  /** A group becomes a supergroup with a new id. Whoever writes to the old one is told the new one. */
  migrates(who: Who, group: Where): Group {
    const { user, conversation: old } = this.at(who, group)
    if (old.chat.type !== 'group') throw new Error('only a plain group can become a supergroup')
    const next = this.world.chats.addGroup(old.chat.title ?? '', 'supergroup', false)
    for (const member of old.members) next.members.add(member)
    next.botIsAdmin = old.botIsAdmin
    this.service(old, user.id, { migrate_to_chat_id: next.chat.id })
    this.service(next, user.id, { migrate_from_chat_id: old.chat.id })
    old.movedTo = next.chat.id
    return { id: next.chat.id, title: next.chat.title ?? '' }
  }

  /** This person opens a topic in a forum. Returns its thread id. */
  opensTopic(who: Who, group: Where, name: string): number {
    const { user, conversation } = this.at(who, group)
    if (!conversation.chat.is_forum) throw new Error('only a forum has topics')
    const created = { name, icon_color: 0x6fb9f0 }
    const thread = this.service(conversation, user.id, { forum_topic_created: created }, true).message_id
    conversation.topics.set(thread, name)
    return thread
  }

  /** This person deletes a topic with all that is in it; the bot is told nothing. */
  deletesTopic(who: Who, group: Where, topic: number): void {
    const { conversation } = this.at(who, group)
    if (!conversation.topics.delete(topic)) throw new Error('there is no such topic')
    for (const [id, message] of conversation.messages) {
      if (message.message_thread_id === topic) conversation.messages.delete(id)
    }
  }

  private service(conversation: Conversation, from: number, body: Partial<Message>, startsTopic = false): Message {
    const message = this.compose(conversation, this.world.chats.user(from), body, {})
    if (startsTopic) Object.assign(message, { message_thread_id: message.message_id, is_topic_message: true })
    this.world.chats.keep(conversation, message)
    this.world.updates.push('message', { message }, conversation.chat.id)
    return message
  }
}
