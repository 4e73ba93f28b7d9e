import { integer, text } from '../params.ts'
import { badRequest } from '../refusal.ts'
import { chatOf, openChatOf } from '../target.ts'
import type { Method } from '../world.ts'

const actions = new Set([
  'typing',
  'upload_photo',
  'record_video',
  'upload_video',
  'record_voice',
  'upload_voice',
  'upload_document',
  'choose_sticker',
  'find_location',
  'record_video_note',
  'upload_video_note',
])

/** sendChatAction */
export const sendChatAction: Method = (world, params, call) => {
  openChatOf(world, params, call)
  if (!actions.has(text(params, 'action') ?? '')) throw badRequest('wrong parameter action in request')
  return 'true'
}

/** getChat */
export const getChat: Method = (world, params, call) => {
  const { chat } = chatOf(world, params, call)
  return JSON.stringify({ ...chat, accent_color_id: 0, max_reaction_count: 11, accepted_gift_types: {} })
}

/** getChatMember */
export const getChatMember: Method = (world, params, call) => {
  const conversation = chatOf(world, params, call)
  const id = integer(params, 'user_id')
  if (id === undefined) throw badRequest('invalid user_id specified')
  if (id === world.me.id) {
    const here = conversation.footing === 'open' || conversation.footing === 'new'
    const status = here ? (conversation.botIsAdmin ? 'administrator' : 'member') : 'left'
    const rights = status === 'administrator' ? { can_manage_topics: true } : {}
    return JSON.stringify({ user: world.me, status: conversation.footing === 'kicked' ? 'kicked' : status, ...rights })
  }
  const user = world.chats.users.get(id)
  if (!user) throw badRequest('PARTICIPANT_ID_INVALID')
  const isMember = conversation.members.has(id)
  const status = isMember ? (conversation.admins.has(id) ? 'administrator' : 'member') : 'left'
  return JSON.stringify({ user, status })
}

/** leaveChat */
export const leaveChat: Method = (world, params, call) => {
  const conversation = openChatOf(world, params, call)
  if (conversation.chat.type === 'private') throw badRequest("chat member status can't be changed in private chats")
  conversation.footing = 'out'
  return 'true'
}
