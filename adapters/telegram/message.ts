import type { Happening } from '../../src/chat.ts'
import { integer, type Shape, shape, string } from '../shared/shape.ts'
import { clip, literal } from '../shared/text.ts'
import { type Base, type Me, readPerson } from './base.ts'
import { readFiles } from './files.ts'
import { limits } from './text.ts'

/** What people send besides text. Anything else without text is a notice of the platform and nobody's word. */
const kinds = [
  'animation',
  'audio',
  'contact',
  'dice',
  'document',
  'game',
  'location',
  'paid_media',
  'photo',
  'poll',
  'sticker',
  'story',
  'venue',
  'video',
  'video_note',
  'voice',
]

const mostEntities = 100

/** Whether that message was said or asked to us, as far as that is known. */
export type WasHeard = (channel: string, message: string) => boolean

type Said = Extract<Happening, { kind: 'said' }>

/**
 * A message as something said or asked. Of what is said in a group only commands to us, replies to us and mentions
 * of us count. Words of others that were merely passed on are said, never a command.
 */
export function readMessage(base: Base, message: Shape, me: Me): Happening | undefined {
  if (shape(message.sender_chat)) return undefined
  const written = string(message.text) ?? string(message.caption)
  if (written === undefined && !kinds.some((kind) => kind in message)) return undefined
  const raw = clip(written ?? '', limits.text)
  const reply = readReply(message)
  const replyTo = reply && readPerson(reply.from)
  const answered = integer(reply?.message_id)
  const files = readFiles(message)
  const number = integer(message.message_id)
  const more = {
    ...(number !== undefined && { message: String(number) }),
    ...(files.length > 0 && { files }),
    ...(replyTo && { replyTo }),
    ...(answered !== undefined && { inReplyTo: String(answered) }),
  }
  const said = (text: string): Said => ({ ...base, kind: 'said', text, ...more })
  const own = !('forward_origin' in message || 'forward_date' in message || 'via_bot' in message)

  const command = own ? readCommand(raw) : undefined
  if (command && (command.to === undefined || isMe(command.to, me))) {
    const { name, args } = command
    return { ...base, kind: 'asked', command: name, args, ...more }
  }
  if (base.direct) return said(literal(raw))
  if (command) return undefined
  if (own && mentions(message, raw, me)) {
    const rest = afterMention(raw, me)
    return rest === undefined ? said(literal(raw.trim())) : { ...said(rest), called: true }
  }
  return integer(shape(reply?.from)?.id) === me.id ? said(literal(raw)) : undefined
}

/**
 * A message that its writer has changed, if it is about us or `wasHeard` before: Telegram does not tell what it was.
 * Whoever shares where he is on his way says nothing by it.
 */
export function readEdit(base: Base, message: Shape, me: Me, wasHeard: WasHeard): Happening | undefined {
  const number = integer(message.message_id)
  if (number === undefined || 'location' in message) return undefined
  const now = readMessage(base, message, me)
  if (!now && !wasHeard(base.where.channel, String(number))) return undefined
  const written = clip(string(message.text) ?? string(message.caption) ?? '', limits.text)
  const text = now?.kind === 'said' ? now.text : literal(written)
  return { ...base, kind: 'edited', message: String(number), text }
}

/** The message answered. In a forum everything counts as an answer to the message that opened the topic: not here. */
function readReply(message: Shape): Shape | undefined {
  const reply = shape(message.reply_to_message)
  if (!reply || 'forum_topic_created' in reply) return undefined
  if (message.is_topic_message === true && reply.message_id === message.message_thread_id) return undefined
  return reply
}

function readCommand(text: string): { name: string; to: string | undefined; args: string } | undefined {
  const found = /^\/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]{1,64}))?(?:\s(.*))?$/s.exec(text)
  const name = found?.[1]
  if (!name) return undefined
  return { name: name.toLowerCase(), to: found[2], args: literal(found[3] ?? '').trim() }
}

function isMe(username: string, me: Me): boolean {
  return username.toLowerCase() === me.username.toLowerCase()
}

function mentions(message: Shape, text: string, me: Me): boolean {
  const entities = message.text === undefined ? message.caption_entities : message.entities
  if (!Array.isArray(entities)) return false
  return entities.slice(0, mostEntities).some((value: unknown) => {
    const entity = shape(value)
    if (entity?.type === 'text_mention') return integer(shape(entity.user)?.id) === me.id
    const [offset, length] = [integer(entity?.offset), integer(entity?.length)]
    if (entity?.type !== 'mention' || offset === undefined || length === undefined || offset < 0) return false
    return isMe(text.slice(offset + 1, offset + length), me)
  })
}

/** What is said to us after our name: `@bot points` is `points`. Undefined when it does not begin with that. */
function afterMention(text: string, me: Me): string | undefined {
  const trimmed = text.trim()
  const name = `@${me.username}`
  const rest = trimmed.slice(name.length)
  if (trimmed.slice(0, name.length).toLowerCase() !== name.toLowerCase() || /^\w/.test(rest)) return undefined
  return literal(rest.replace(/^[\s,:]+/, ''))
}
