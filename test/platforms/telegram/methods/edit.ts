import { isDeepStrictEqual } from 'node:util'
import { isObject } from '../../shared/json.ts'
import { content } from '../content.ts'
import type { Call } from '../journal.ts'
import { keyboard } from '../keyboard.ts'
import { json, type Params } from '../params.ts'
import { badRequest } from '../refusal.ts'
import { ownMessage } from '../target.ts'
import type { Message } from '../wire.ts'
import type { Method, World } from '../world.ts'
import { photoIn } from './media.ts'

const same =
  'message is not modified: specified new message content and reply markup are exactly the same as a current ' +
  'content and reply markup of the message'

/** Puts what `change` makes of a message, and the buttons of this call, in its place. Throws when nothing changes. */
function alter(world: World, params: Params, call: Call, change: (message: Message) => Message): string {
  const { conversation, message } = ownMessage(world, params, call)
  const { inline } = keyboard(params)
  const { reply_markup: _, ...rest } = message
  const now = world.now()
  const next: Message = { ...change(rest), ...(inline && { reply_markup: inline }) }
  if (isDeepStrictEqual(look(next), look(message))) throw badRequest(same)
  next.edit_date = Math.floor(now / 1000)
  conversation.messages.set(next.message_id, next)
  world.screen.change(next, now)
  return JSON.stringify(next)
}

const look = ({ text, entities, caption, caption_entities, photo, reply_markup }: Message) => [
  text,
  photo,
  entities ?? [],
  caption ?? '',
  caption_entities ?? [],
  reply_markup ?? {},
]

/** editMessageText */
export const editMessageText: Method = (world, params, call) =>
  alter(world, params, call, (message) => {
    const { text, entities } = content(params, 'text')
    if (message.text === undefined) throw badRequest('there is no text in the message to edit')
    return { ...message, text, entities }
  })

/** editMessageCaption */
export const editMessageCaption: Method = (world, params, call) =>
  alter(world, params, call, (message) => {
    const { text, entities } = content(params, 'caption')
    if (!message.photo && !message.document) throw badRequest('there is no caption in the message to edit')
    return { ...message, caption: text, caption_entities: entities }
  })

/** editMessageReplyMarkup */
export const editMessageReplyMarkup: Method = (world, params, call) => alter(world, params, call, (message) => message)

/** editMessageMedia: puts a photo in the place of another, or of a text. Of the kinds of media this server knows photos. */
export const editMessageMedia: Method = (world, params, call) => {
  const media = json(params, 'media', 'InputMedia')
  if (!isObject(media)) throw badRequest("can't parse InputMedia: expected an Object")
  if (media.type !== 'photo') throw badRequest("can't parse InputMedia: unsupported type specified")
  const given = { values: { ...media, photo: media.media }, files: params.files }
  return alter(world, params, call, ({ text: _, entities: _e, caption: _c, caption_entities: _ce, ...message }) => ({
    ...message,
    ...photoIn(world, given),
  }))
}
