import { Refusal } from './refusal.ts'
import type { Chat, Message, User } from './wire.ts'

/** Whether the bot may write: `new` people never spoke to it, `blocked` ones do not want it, `out` it is not in the group. */
export type Footing = 'new' | 'open' | 'blocked' | 'out' | 'kicked'

/** One chat as the server knows it. */
export type Conversation = {
  chat: Chat
  footing: Footing
  botIsAdmin: boolean
  members: Set<number>
  admins: Set<number>
  /** Messages by number. */
  messages: Map<number, Message>
  /** Forum topics by thread number. */
  topics: Map<number, string>
  /** The last message number in this chat. */
  last: number
  /** The id this group has now, after it became a supergroup. */
  movedTo?: number
  /** Belongs to a load: nobody looks at it, only figures are kept where calls are not recorded. */
  isLoad?: true
}

/** All people and chats, and the numbering of their messages. */
export class Chats {
  readonly users = new Map<number, User>()
  private readonly byId = new Map<number, Conversation>()
  private lastShared = 0
  private lastGroup = 0
  /** How many messages of a chat are kept. */
  private readonly kept: number
  /** Makes chats that nobody entered by hand, such as those of a load. */
  lookup: (id: number) => Conversation | undefined = () => undefined

  constructor(kept: number) {
    this.kept = kept
  }

  addUser(user: User): Conversation {
    this.users.set(user.id, user)
    const { id, first_name, username } = user
    return this.add({ id, type: 'private', first_name, ...(username && { username }) }, 'new')
  }

  addGroup(title: string, type: 'group' | 'supergroup', forum: boolean): Conversation {
    const number = ++this.lastGroup
    const id = type === 'group' ? -(4000 + number) : -(1_000_000_000_000 + 5000 + number)
    return this.add({ id, type, title, ...(forum && { is_forum: true as const }) }, 'open')
  }

  add(chat: Chat, footing: Footing): Conversation {
    const conversation: Conversation = {
      chat,
      footing,
      botIsAdmin: false,
      members: new Set(chat.type === 'private' ? [chat.id] : []),
      admins: new Set(),
      messages: new Map(),
      topics: new Map(),
      last: 0,
    }
    this.byId.set(chat.id, conversation)
    return conversation
  }

  find(id: number): Conversation | undefined {
    return this.byId.get(id) ?? this.lookup(id)
  }

  /** The chat with that id; for mistakes of a test, not of the bot. */
  get(id: number): Conversation {
    const conversation = this.find(id)
    if (!conversation) throw new Error(`there is no chat ${id}`)
    return conversation
  }

  user(id: number): User {
    const user = this.users.get(id) ?? (this.find(id) && this.users.get(id))
    if (!user) throw new Error(`there is no person ${id}`)
    return user
  }

  /** Keeps a message, so that it can be edited, answered and pressed. */
  keep(conversation: Conversation, message: Message): void {
    conversation.messages.set(message.message_id, message)
    if (conversation.messages.size <= this.kept) return
    for (const oldest of conversation.messages.keys()) {
      conversation.messages.delete(oldest)
      return
    }
  }

  /** Supergroups count their messages by themselves; all other chats of a bot share one row of numbers. */
  nextMessageId(conversation: Conversation): number {
    conversation.last = conversation.chat.type === 'supergroup' ? conversation.last + 1 : this.nextSharedId()
    return conversation.last
  }

  /** The next number of a message in a private chat or plain group. */
  nextSharedId(): number {
    return ++this.lastShared
  }
}

/** Throws what the real server answers when the bot may not write here. */
export function checkFooting(conversation: Conversation): void {
  if (conversation.movedTo !== undefined) {
    throw new Refusal(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
      migrate_to_chat_id: conversation.movedTo,
    })
  }
  const kind = conversation.chat.type === 'supergroup' ? 'supergroup' : 'group'
  switch (conversation.footing) {
    case 'open':
      return
    case 'new':
      throw new Refusal(403, "Forbidden: bot can't initiate conversation with a user")
    case 'blocked':
      throw new Refusal(403, 'Forbidden: bot was blocked by the user')
    case 'out':
      throw new Refusal(403, `Forbidden: bot is not a member of the ${kind} chat`)
    case 'kicked':
      throw new Refusal(403, `Forbidden: bot was kicked from the ${kind} chat`)
  }
}
