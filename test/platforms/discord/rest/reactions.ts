import { isEmoji } from '../check/emoji.ts'
import { inGuild, whereOf } from '../gateway/events.ts'
import type { Channel } from '../places.ts'
import { refusal } from '../refusal.ts'
import type { Emoji, Message } from '../wire.ts'
import type { World } from '../world.ts'
import { channelOf, messageOf, need } from './reach.ts'
import { nothing, ok, param, type Request, type Route } from './request.ts'

const most = 20

/** PUT /channels/:channel/messages/:message/reactions/:emoji/@me */
export const createReaction: Route = (request) => {
  const channel = channelOf(request)
  const message = messageOf(request, channel)
  const guild = request.world.places.guildOf(channel)
  if (guild) need(guild, 'addReactions')
  react(request.world, channel, message, emojiOf(request), request.world.me.id, true)
  return nothing
}

/** DELETE /channels/:channel/messages/:message/reactions/:emoji/@me, or …/:user */
export const deleteReaction: Route = (request) => {
  const channel = channelOf(request)
  const who = request.params.user ?? request.world.me.id
  react(request.world, channel, messageOf(request, channel), emojiOf(request), who, false)
  return nothing
}

/** GET /channels/:channel/messages/:message/reactions/:emoji */
export const getReactions: Route = (request) => {
  const message = messageOf(request, channelOf(request))
  const users = request.world.reactions.get(`${message.id} ${keyOf(emojiOf(request))}`) ?? new Set<string>()
  const { me, places } = request.world
  return ok([...users].map((id) => (id === me.id ? me : places.human(id).user)))
}

/** Sets or takes away somebody's reaction. Throws when there would be too many kinds. */
export function react(
  world: World,
  channel: Channel,
  message: Message,
  emoji: Emoji,
  who: string,
  isSet: boolean,
): void {
  const key = keyOf(emoji)
  const users = world.reactions.get(`${message.id} ${key}`) ?? new Set<string>()
  if (users.has(who) === isSet) return
  const others = (message.reactions ?? []).filter((each) => keyOf(each.emoji) !== key)
  if (isSet && users.size === 0 && others.length >= most) throw refusal('tooManyReactions')
  if (isSet) users.add(who)
  else users.delete(who)
  world.reactions.set(`${message.id} ${key}`, users)
  const own = { count: users.size, me: users.has(world.me.id), emoji }
  world.messages.keep({ ...message, reactions: users.size > 0 ? [...others, own] : others })
  const data = { user_id: who, channel_id: channel.id, message_id: message.id, emoji, burst: false, type: 0 }
  const more = isSet ? { message_author_id: message.author.id } : {}
  const type = isSet ? 'MESSAGE_REACTION_ADD' : 'MESSAGE_REACTION_REMOVE'
  world.events.push(type, inGuild({ ...data, ...more }, channel.guild), whereOf(channel))
}

const keyOf = ({ id, name }: Emoji): string => id ?? name

/** Reads an emoji as it stands in a path: itself, or a name and an id. */
function emojiOf(request: Request): Emoji {
  const text = param(request, 'emoji')
  const custom = /^(?:a:)?(\w+):(\d+)$/.exec(text)
  if (custom) return { name: custom[1] ?? '', id: custom[2] ?? null }
  if (!isEmoji(text)) throw refusal('unknownEmoji')
  return { name: text, id: null }
}
