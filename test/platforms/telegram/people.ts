import type { Conversation } from './chats.ts'
import { foundEntities } from './entities.ts'
import type { Update } from './updates.ts'
import type { InlineButton, Message, User } from './wire.ts'
import type { World } from './world.ts'

/** Who acts: a person made with {@link People.person}, or the id of one. */
export type Who = { id: number } | number
/** Which chat: its id, or something that has one. */
export type Where = { id: number } | number

/** A person as tests know it; `id` is also the id of the private chat with the bot. */
export type Person = { id: number; name: string; language?: string; username?: string }

/** Where a message is said; without `chat` it is the private chat with the bot. */
export type Saying = { chat?: Where; replyTo?: { id: number } | { message_id: number } | number; topic?: number }

/** The id of a person or a chat. */
export const idOf = (thing: { id: number } | number): number => (typeof thing === 'number' ? thing : thing.id)
const messageIdOf = (thing: { id: number } | { message_id: number } | number): number =>
  typeof thing === 'number' ? thing : 'message_id' in thing ? thing.message_id : thing.id

/** Acting as people do. Every method throws when a person could not do this in the real app. */
export class People {
  /** What lies behind it all. */
  readonly world: World
  private lastId = 1000
  private lastQuery = 0

  constructor(world: World) {
    this.world = world
  }

  /** A new person, who has not spoken to the bot yet; `started` makes the bot free to write at once. */
  person(given: Partial<Person> & { started?: boolean } = {}): Person {
    const id = given.id ?? ++this.lastId
    const name = given.name ?? `Person ${id}`
    const { language, username } = given
    const conversation = this.world.chats.addUser({
      id,
      is_bot: false,
      first_name: name,
      ...(username && { username }),
      ...(language && { language_code: language }),
    })
    if (given.started) conversation.footing = 'open'
    return { id, name, ...(language && { language }), ...(username && { username }) }
  }

  /** Writes a message. Speaking to the bot alone starts or unblocks it. */
  says(who: Who, text: string, saying: Saying = {}): Message {
    const entities = foundEntities(text)
    return this.sends(who, { text, ...(entities.length > 0 && { entities }) }, saying)
  }

  /** Sends anything, such as `{ contact: … }`, given as fields of a message. */
  sends(who: Who, body: Partial<Message>, saying: Saying = {}): Message {
    const { user, conversation } = this.at(who, saying.chat)
    if (conversation.movedTo !== undefined) throw new Error('this group has become a supergroup with another id')
    if (conversation.footing === 'blocked') this.unblocks(who)
    if (conversation.footing === 'new') conversation.footing = 'open'
    const message = this.compose(conversation, user, body, saying)
    this.world.chats.keep(conversation, message)
    this.world.updates.push('message', { message }, conversation.chat.id)
    return message
  }

  /** Changes the text of a message that this person wrote. */
  edits(who: Who, message: Message, text: string): Message {
    const { conversation } = this.at(who, message.chat.id)
    const before = conversation.messages.get(message.message_id)
    if (before?.from?.id !== idOf(who)) throw new Error('only a message of one’s own can be edited')
    const { entities: _, ...rest } = before
    const entities = foundEntities(text)
    const edited: Message = {
      ...rest,
      text,
      ...(entities.length > 0 && { entities }),
      edit_date: Math.floor(this.world.now() / 1000),
    }
    conversation.messages.set(message.message_id, edited)
    this.world.updates.push('edited_message', { edited_message: edited }, conversation.chat.id)
    return edited
  }

  /**
   * Presses a button under a message of the bot, found by its label or its data. `{ data }` presses one that is not
   * there, as a forged client could. Returns the id of the query.
   */
  presses(who: Who, on: { chat: number; id: number }, what: string | { data: string }): string {
    const { user, conversation } = this.at(who, on.chat)
    const message = conversation.messages.get(on.id)
    if (!message) throw new Error(`there is no message ${on.id} in chat ${on.chat}`)
    const data = typeof what === 'string' ? dataOf(message, what) : what.data
    const id = `${user.id}0${++this.lastQuery}`
    const query = { id, from: user, message, chat_instance: String(conversation.chat.id), data }
    this.world.queries.set(id, { query, at: this.world.now(), answers: [] })
    this.world.updates.push('callback_query', { callback_query: query }, conversation.chat.id)
    return id
  }

  /** Blocks the bot: it cannot write to this person any more, and is told so. */
  blocks(who: Who): void {
    this.footing(idOf(who), 'blocked', 'member', 'kicked')
  }

  unblocks(who: Who): void {
    this.footing(idOf(who), 'open', 'kicked', 'member')
  }

  private footing(id: number, next: 'blocked' | 'open', from: string, to: string): void {
    const conversation = this.world.chats.get(id)
    if (conversation.footing === next) return
    conversation.footing = next
    this.tellMembership(conversation, this.world.chats.user(id), from, to)
  }

  /** Tells the bot that its own standing in a chat has changed. */
  protected tellMembership(conversation: Conversation, by: User, from: string, to: string): Update | undefined {
    const user = this.world.me
    const my_chat_member = {
      chat: conversation.chat,
      from: by,
      date: Math.floor(this.world.now() / 1000),
      old_chat_member: { user, status: from, ...(from === 'kicked' && { until_date: 0 }) },
      new_chat_member: { user, status: to, ...(to === 'kicked' && { until_date: 0 }) },
    }
    return this.world.updates.push('my_chat_member', { my_chat_member }, conversation.chat.id)
  }

  protected at(who: Who, chat: Where | undefined): { user: User; conversation: Conversation } {
    const user = this.world.chats.user(idOf(who))
    const conversation = this.world.chats.get(chat === undefined ? user.id : idOf(chat))
    if (!conversation.members.has(user.id)) throw new Error(`person ${user.id} is not in chat ${conversation.chat.id}`)
    return { user, conversation }
  }

  protected compose(conversation: Conversation, from: User, body: Partial<Message>, saying: Saying): Message {
    const replyId = saying.replyTo === undefined ? undefined : messageIdOf(saying.replyTo)
    // in a topic whatever answers nothing else answers the notice that opened it
    const reply = conversation.messages.get(replyId ?? saying.topic ?? 0)
    if (replyId !== undefined && !reply) throw new Error(`there is no message ${replyId} to reply to`)
    if (saying.topic !== undefined && !conversation.topics.has(saying.topic)) throw new Error('there is no such topic')
    return {
      message_id: this.world.chats.nextMessageId(conversation),
      ...(saying.topic !== undefined && { message_thread_id: saying.topic, is_topic_message: true as const }),
      from,
      chat: conversation.chat,
      date: Math.floor(this.world.now() / 1000),
      ...(reply && { reply_to_message: reply }),
      ...body,
    }
  }
}

function dataOf(message: Message, what: string): string {
  const buttons: InlineButton[] = message.reply_markup?.inline_keyboard.flat() ?? []
  const found =
    buttons.find((button) => button.text === what) ?? buttons.find((button) => button.callback_data === what)
  if (found?.callback_data !== undefined) return found.callback_data
  const labels = buttons.map((button) => button.text).join(', ')
  throw new Error(`no button "${what}" that can be pressed under the message; there are: ${labels || 'none'}`)
}
