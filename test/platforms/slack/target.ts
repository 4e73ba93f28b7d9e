import { needed, type Params, text } from './params.ts'
import { Refusal } from './refusal.ts'
import type { Message } from './wire.ts'
import type { Channel } from './workspace.ts'
import type { Call, World } from './world.ts'

/** The channel that a call is about; a person's id stands for the conversation with that person. */
export function channelOf(world: World, params: Params, call: Call, name = 'channel'): Channel {
  const id = text(params, name)
  if (id === undefined) throw new Refusal('channel_not_found')
  const channel = found(world, id)
  const isHidden = channel?.kind !== 'channel' && !channel?.members.has(world.workspace.app.botUser)
  if (!channel || isHidden) throw new Refusal('channel_not_found')
  call.chat = channel.id
  return channel
}

function found({ workspace }: World, id: string): Channel | undefined {
  const member = workspace.findMember(id)
  if (member) {
    if (member.botId !== undefined) throw new Refusal('cannot_dm_bot')
    return workspace.direct(id)
  }
  const name = id.replace(/^#/, '')
  return workspace.findChannel(id) ?? workspace.allChannels().find((each) => each.kind !== 'im' && each.name === name)
}

/** The channel that a call is about, in which the app must be able to write. */
export function openChannelOf(world: World, params: Params, call: Call): Channel {
  const channel = channelOf(world, params, call)
  const refuses = channel.user === undefined ? undefined : world.workspace.member(channel.user).refuses
  if (refuses !== undefined) throw new Refusal(refuses)
  if (channel.user !== undefined && !world.features.messages) throw new Refusal('messages_tab_disabled')
  if (channel.archived) throw new Refusal('is_archived')
  if (!channel.members.has(world.workspace.app.botUser)) throw new Refusal('not_in_channel')
  return channel
}

/** The app's own message that a call changes; `error` when it is somebody else's. */
export function ownMessage(
  world: World,
  params: Params,
  call: Call,
  error: string,
): { channel: Channel; message: Message } {
  const channel = openChannelOf(world, params, call)
  const message = channel.messages.get(needed(params, 'ts'))
  if (!message) throw new Refusal('message_not_found')
  if (message.app_id !== world.workspace.app.id) throw new Refusal(error)
  call.message = message.ts
  return { channel, message }
}
