import type { Conversation } from './chats.ts'
import { checkFooting } from './chats.ts'
import type { Call } from './journal.ts'
import { integer, type Params, text } from './params.ts'
import { badRequest } from './refusal.ts'
import type { Message } from './wire.ts'
import type { World } from './world.ts'

/** The chat that a call is about. Throws when there is none of that id. */
export function chatOf(world: World, params: Params, call: Call): Conversation {
  const id = integer(params, 'chat_id')
  if (id === undefined) {
    if (!text(params, 'chat_id')) throw badRequest('chat_id is empty')
    throw badRequest('chat not found')
  }
  call.chat = id
  const conversation = world.chats.find(id)
  if (!conversation) throw badRequest('chat not found')
  return conversation
}

/** The chat that a call is about, in which the bot must be allowed to write. */
export function openChatOf(world: World, params: Params, call: Call): Conversation {
  const conversation = chatOf(world, params, call)
  checkFooting(conversation)
  return conversation
}

/** The bot's own message that a call changes. */
export function ownMessage(world: World, params: Params, call: Call): { conversation: Conversation; message: Message } {
  const conversation = openChatOf(world, params, call)
  const id = integer(params, 'message_id')
  if (id === undefined) throw badRequest('message identifier is not specified')
  const message = conversation.messages.get(id)
  if (!message) throw badRequest('message to edit not found')
  if (message.from?.id !== world.me.id) throw badRequest("message can't be edited")
  call.message = id
  return { conversation, message }
}
