import { flag, json, needed, type Params, text } from '../params.ts'
import { content, post, remove, replace, whisper } from '../posting.ts'
import { Refusal } from '../refusal.ts'
import { channelOf, openChannelOf, ownMessage } from '../target.ts'
import type { FileJson } from '../wire.ts'
import type { Channel } from '../workspace.ts'
import type { Method, World } from '../world.ts'

/** Most characters of the text of a changed message. */
const longestUpdate = 4000

const positionOf = (params: Parameters<Method>[1]) => {
  const thread = text(params, 'thread_ts')
  return { ...(thread !== undefined && { thread }), broadcast: flag(params, 'reply_broadcast') }
}

/** chat.postMessage */
export const postMessage: Method = (world, params, call) => {
  const channel = openChannelOf(world, params, call)
  const message = post(world, channel, content(world, params), positionOf(params))
  call.message = message.ts
  return { channel: channel.id, ts: message.ts, message }
}

/** chat.postEphemeral */
export const postEphemeral: Method = (world, params, call) => {
  const channel = openChannelOf(world, params, call)
  const user = needed(params, 'user')
  if (!channel.members.has(user)) throw new Refusal('user_not_in_channel')
  const message = whisper(world, channel, user, content(world, params), positionOf(params))
  call.message = message.ts
  return { message_ts: message.ts }
}

/** chat.update */
export const update: Method = (world, params, call) => {
  const { channel, message } = ownMessage(world, params, call, 'cant_update_message')
  const body = content(world, params)
  if (body.text.length > longestUpdate) throw new Refusal('msg_too_long')
  const next = replace(world, channel, message, { ...body, ...attached(world, params, channel) })
  return { channel: channel.id, ts: next.ts, text: next.text, message: next }
}

/** Files that the app uploaded before are added to the message. */
function attached(world: World, params: Params, channel: Channel): { files?: FileJson[] } {
  const ids = json(params, 'file_ids', 'invalid_arguments')
  if (ids === undefined) return {}
  if (!Array.isArray(ids)) throw new Refusal('invalid_arguments')
  const files = ids.map((id) => {
    const file = world.files.find(String(id))
    if (!file?.data || !file.isShared || file.user !== world.workspace.app.botUser) throw new Refusal('file_not_found')
    file.channels.push(channel.id)
    return world.files.json(file)
  })
  return { files }
}

/** chat.delete */
export const deleteMessage: Method = (world, params, call) => {
  const { channel, message } = ownMessage(world, params, call, 'cant_delete_message')
  remove(world, channel, message)
  return { channel: channel.id, ts: message.ts }
}

/** chat.getPermalink */
export const getPermalink: Method = (world, params, call) => {
  const channel = channelOf(world, params, call)
  const ts = needed(params, 'message_ts')
  if (!channel.messages.has(ts)) throw new Refusal('message_not_found')
  const host = `https://${world.workspace.team.domain}.slack.com`
  return { channel: channel.id, permalink: `${host}/archives/${channel.id}/p${ts.replace('.', '')}` }
}
