import { needed } from '../params.ts'
import { Refusal } from '../refusal.ts'
import { channelOf } from '../target.ts'
import type { Message } from '../wire.ts'
import type { Method } from '../world.ts'

/** Adds somebody's reaction to a message. Throws when it is there already. */
export function react(message: Message, name: string, user: string): void {
  message.reactions ??= []
  let reaction = message.reactions.find((each) => each.name === name)
  if (!reaction) {
    reaction = { name, users: [], count: 0 }
    message.reactions.push(reaction)
  }
  if (reaction.users.includes(user)) throw new Refusal('already_reacted')
  reaction.users.push(user)
  reaction.count++
}

/** reactions.add */
export const addReaction: Method = (world, params, call) => {
  const channel = channelOf(world, params, call)
  const name = needed(params, 'name')
  if (!/^[\w+:'-]+$/.test(name)) throw new Refusal('invalid_name')
  const message = channel.messages.get(needed(params, 'timestamp'))
  if (!message) throw new Refusal('message_not_found')
  react(message, name, world.workspace.app.botUser)
  call.message = message.ts
  return {}
}

/** reactions.remove */
export const removeReaction: Method = (world, params, call) => {
  const channel = channelOf(world, params, call)
  const name = needed(params, 'name')
  const reactions = channel.messages.get(needed(params, 'timestamp'))?.reactions ?? []
  const reaction = reactions.find((each) => each.name === name)
  const index = reaction?.users.indexOf(world.workspace.app.botUser) ?? -1
  if (!reaction || index < 0) throw new Refusal('no_reaction')
  reaction.users.splice(index, 1)
  reaction.count--
  return {}
}
