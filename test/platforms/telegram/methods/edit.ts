import { isDeepStrictEqual } from 'node:util'
import { content } from '../content.ts'
import type { Call } from '../journal.ts'
import { keyboard } from '../keyboard.ts'
import type { Params } from '../params.ts'
import { badRequest } from '../refusal.ts'
import { ownMessage } from '../target.ts'
import type { Message } from '../wire.ts'
import type { Method, World } from '../world.ts'

const same =
  'message is not modified: specified new message content and reply markup are exactly the same as a current ' +
  'content and reply markup of the message'

/** Puts `change` and the buttons of this call in place of what is there. Throws when that changes nothing. */
function alter(world: World, params: Params, call: Call, change: (message: Message) => Partial<Message>): string {
  const { conversation, message } = ownMessage(world, params, call)
  const { inline } = keyboard(params)
  const { reply_markup: _, ...rest } = message
  const now = world.now()
  const next: Message = { ...rest, ...change(message), ...(inline && { reply_markup: inline }) }
  if (isDeepStrictEqual(look(next), look(message))) throw badRequest(same)
  next.edit_date = Math.floor(now / 1000)
  conversation.messages.set(next.message_id, next)
  world.screen.change(next, now)
  return JSON.stringify(next)
}

const look = ({ text, entities, caption, caption_entities, reply_markup }: Message) => [
  text,
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
    return { text, entities }
  })

/** editMessageCaption */
export const editMessageCaption: Method = (world, params, call) =>
  alter(world, params, call, (message) => {
    const { text, entities } = content(params, 'caption')
    if (!message.photo && !message.document) throw badRequest('there is no caption in the message to edit')
    return { caption: text, caption_entities: entities }
  })

/** editMessageReplyMarkup */
export const editMessageReplyMarkup: Method = (world, params, call) => alter(world, params, call, () => ({}))
