import { integer } from '../params.ts'
import { badRequest } from '../refusal.ts'
import { openChatOf } from '../target.ts'
import type { Method } from '../world.ts'

const deletable = 48 * 3600

/** deleteMessage: the bot's own ones of the last two days, and those of people where it may. */
export const deleteMessage: Method = (world, params, call) => {
  const conversation = openChatOf(world, params, call)
  const id = integer(params, 'message_id')
  if (id === undefined) throw badRequest('message identifier is not specified')
  const message = conversation.messages.get(id)
  if (!message) throw badRequest('message to delete not found')
  const isOwn = message.from?.id === world.me.id
  if (!isOwn && conversation.chat.type !== 'private' && !conversation.botIsAdmin) {
    throw badRequest("message can't be deleted")
  }
  if (world.now() / 1000 - message.date > deletable) throw badRequest("message can't be deleted for everyone")
  conversation.messages.delete(id)
  call.message = id
  world.screen.remove(conversation.chat.id, id)
  return 'true'
}
