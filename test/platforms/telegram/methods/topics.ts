import { integer, text } from '../params.ts'
import { badRequest } from '../refusal.ts'
import { openChatOf } from '../target.ts'
import type { Method } from '../world.ts'

const maxName = 128
const colors = [0x6fb9f0, 0xffd67e, 0xcb86db, 0x8eee98, 0xff93b2, 0xfb6f5f]

/** createForumTopic: only in a forum, and only when people made the bot an administrator. */
export const createForumTopic: Method = (world, params, call) => {
  const conversation = openChatOf(world, params, call)
  if (!conversation.chat.is_forum) throw badRequest('the chat is not a forum')
  if (!conversation.botIsAdmin) throw badRequest('not enough rights to create a topic')
  const name = (text(params, 'name') ?? '').trim()
  if (name === '') throw badRequest('TOPIC_TITLE_EMPTY')
  if (name.length > maxName) throw badRequest('TOPIC_TITLE_TOO_LONG')
  const color = integer(params, 'icon_color') ?? colors[0]
  if (!colors.includes(color ?? 0)) throw badRequest('invalid icon_color specified')
  const thread = world.chats.nextMessageId(conversation)
  const created = { name, icon_color: color }
  conversation.topics.set(thread, name)
  world.chats.keep(conversation, {
    message_id: thread,
    message_thread_id: thread,
    is_topic_message: true,
    from: world.me,
    chat: conversation.chat,
    date: Math.floor(world.now() / 1000),
    forum_topic_created: created,
  })
  call.message = thread
  return JSON.stringify({ message_thread_id: thread, ...created })
}
