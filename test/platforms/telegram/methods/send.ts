import { isObject } from '../../shared/json.ts'
import type { Conversation } from '../chats.ts'
import { content } from '../content.ts'
import type { Call } from '../journal.ts'
import { keyboard } from '../keyboard.ts'
import { flag, integer, json, type Params, toInteger } from '../params.ts'
import { badRequest } from '../refusal.ts'
import { openChatOf } from '../target.ts'
import type { Message } from '../wire.ts'
import type { Method, World } from '../world.ts'

/** Puts a new message of the bot into a chat: `body` is what is in it besides sender, place and buttons. */
export function post(
  world: World,
  params: Params,
  call: Call,
  conversation: Conversation,
  body: Partial<Message>,
): Message {
  const { inline, other } = keyboard(params)
  const reply = replyOf(conversation, params)
  // in a forum an answer stands where the answered message stands
  const thread = threadOf(conversation, params) ?? (reply?.is_topic_message ? reply.message_thread_id : undefined)
  const now = world.now()
  const message: Message = {
    message_id: world.chats.nextMessageId(conversation),
    ...(thread !== undefined && { message_thread_id: thread, is_topic_message: true as const }),
    from: world.me,
    chat: conversation.chat,
    date: Math.floor(now / 1000),
    ...(reply && { reply_to_message: reply }),
    ...body,
    ...(inline && { reply_markup: inline }),
  }
  call.message = message.message_id
  world.chats.keep(conversation, message)
  world.journal.countSent(conversation.chat.id)
  world.load?.arrived(conversation.chat.id)
  if (world.journal.full || !conversation.isLoad) world.screen.show(message, now, other)
  return message
}

function threadOf(conversation: Conversation, params: Params): number | undefined {
  const thread = integer(params, 'message_thread_id')
  if (!thread) return undefined
  if (!conversation.topics.has(thread)) throw badRequest('message thread not found')
  return thread
}

function replyOf(conversation: Conversation, params: Params): Message | undefined {
  const given = json(params, 'reply_parameters', 'reply parameters')
  if (given !== undefined && !isObject(given)) throw badRequest("can't parse reply parameters JSON object")
  const id = given ? toInteger(given.message_id) : integer(params, 'reply_to_message_id')
  if (!id) return undefined
  const message = conversation.messages.get(id)
  if (message) {
    const { reply_to_message: _, ...plain } = message
    return plain
  }
  if (given?.allow_sending_without_reply === true || flag(params, 'allow_sending_without_reply')) return undefined
  throw badRequest('message to be replied not found')
}

/** sendMessage */
export const sendMessage: Method = (world, params, call) => {
  const conversation = openChatOf(world, params, call)
  const { text, entities } = content(params, 'text')
  return JSON.stringify(post(world, params, call, conversation, { text, ...(entities.length > 0 && { entities }) }))
}
