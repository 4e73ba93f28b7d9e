import type { Happening, Person } from '../../src/chat.ts'
import { integer, type Shape, shape, string } from '../shared/shape.ts'
import { clip, literal } from '../shared/text.ts'
import { idOf, type Me, type ParentOf, placeOf, readFile, readPerson, readTime, timeOf } from './base.ts'

/** What people themselves say: a message, or an answer to one. All others are notices of the platform. */
const types = { plain: 0, reply: 19 }
const longest = 4000
const mostFiles = 10

/** Who said a message, and where: to be remembered, for that it was deleted is told without. */
export type Author = Pick<Happening, 'who' | 'where' | 'direct'>

/**
 * A message as something said or asked. Of what is said in a server only mentions of us and answers to us count. A
 * command written out, such as `/claim` with a code, is as good as one from the menu. Undefined for what is nothing to us.
 */
export function readMessage(message: Shape, me: Me, parentOf: ParentOf): Happening | undefined {
  const id = idOf(message.id)
  const author = readAuthor(message, parentOf)
  if (id === undefined || !author || !isSpoken(message)) return undefined
  if (!author.direct && !isForUs(message, me)) return undefined
  const base = { id, ...author, at: readTime(message.timestamp) ?? timeOf(id) }
  const text = readText(message, me)
  const files = readFiles(message, id)
  const more = { message: id, ...(files.length > 0 && { files }), ...readReply(message) }
  const command = /^\/([A-Za-z0-9_-]{1,32})(?:\s+([\s\S]*))?$/.exec(text)
  if (command?.[1]) {
    return { ...base, kind: 'asked', command: command[1].toLowerCase(), args: named(command[2] ?? '').trim(), ...more }
  }
  const called = !author.direct && callOf(me).test(string(message.content) ?? '')
  return { ...base, kind: 'said', text, ...more, ...(called && { called }) }
}

/**
 * What somebody made of a message. `known`: it was for us before. Undefined also for what Discord itself added to it, and
 * for words that it keeps from us.
 */
export function readEdit(message: Shape, me: Me, parentOf: ParentOf, known: boolean): Happening | undefined {
  const id = idOf(message.id)
  const at = readTime(message.edited_timestamp)
  const author = readAuthor(message, parentOf)
  if (id === undefined || !at || !author || !isSpoken(message)) return undefined
  if (!author.direct && !known && !isForUs(message, me)) return undefined
  if (!isReadable(message)) return undefined
  return { id: `${id}:${at.getTime()}`, ...author, at, kind: 'edited', message: id, text: readText(message, me) }
}

/** Who said it where; undefined when that was no human being. */
function readAuthor(message: Shape, parentOf: ParentOf): Author | undefined {
  const channel = idOf(message.channel_id)
  const who = message.webhook_id === undefined ? readPerson(message.author) : undefined
  if (channel === undefined || !who) return undefined
  return { who, where: placeOf(channel, parentOf(channel)), direct: message.guild_id === undefined }
}

/** Whether a message in a server mentions us or answers us. */
function isForUs(message: Shape, me: Me): boolean {
  const mentioned = Array.isArray(message.mentions) ? message.mentions : []
  if (mentioned.some((user: unknown) => shape(user)?.id === me.id)) return true
  return shape(shape(message.referenced_message)?.author)?.id === me.id
}

/** A message with nothing in it cannot be written: a bot that may not read all words is shown some as empty. */
function isReadable({ content, attachments }: Shape): boolean {
  return content !== '' || (Array.isArray(attachments) && attachments.length > 0)
}

function isSpoken(message: Shape): boolean {
  const type = integer(message.type)
  return type === undefined || type === types.plain || type === types.reply
}

/** What is said, without our name before it: `@Regulars points` is `points`. */
function readText(message: Shape, me: Me): string {
  const raw = clip(string(message.content) ?? '', longest)
  return literal(raw.replace(callOf(me), ''))
}

/** Our name at the beginning of a message. */
const callOf = ({ id }: Me): RegExp => new RegExp(`^\\s*<@!?${id}>[\\s,:]*`)

/** People named in what follows a command, as `discord:id`. */
export function named(args: string): string {
  return args.replace(/<@!?(\d{15,20})>/g, 'discord:$1')
}

/** The message that is answered, and who wrote it when that was a human being. */
function readReply(message: Shape): { replyTo?: Person; inReplyTo?: string } {
  if (message.type !== types.reply) return {}
  const replyTo = readPerson(shape(message.referenced_message)?.author)
  const inReplyTo = idOf(shape(message.message_reference)?.message_id)
  return { ...(replyTo && { replyTo }), ...(inReplyTo !== undefined && { inReplyTo }) }
}

function readFiles(message: Shape, id: string) {
  const list: unknown[] = Array.isArray(message.attachments) ? message.attachments : []
  const channel = idOf(message.channel_id) ?? ''
  return list.slice(0, mostFiles).flatMap((each) => readFile(each, { channel, id }) ?? [])
}
