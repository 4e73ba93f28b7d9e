import type { Person, Place } from '../../src/chat.ts'
import { integer, type Shape, shape, string } from '../shared/shape.ts'
import { clip, literal } from '../shared/text.ts'

/** The bot itself. `username` without `@`. */
export type Me = { id: number; username: string }

/** What every kind of happening has in common. */
export type Base = { id: string; who: Person; where: Place; at: Date; direct: boolean }

const longestName = 130
const latest = 253_402_300_799

/**
 * Who did it, where and when. `inside` holds the chat, `dated` the time if one is told, `now` stands in for it.
 * Undefined for channels, bots and what is not shaped as it should be.
 */
export function readBase(
  id: number,
  inside: Shape,
  from: unknown,
  dated: Shape | undefined,
  now: Date,
): Base | undefined {
  const chat = shape(inside.chat)
  const channel = integer(chat?.id)
  const who = readPerson(from)
  const kind = chat?.type
  if (!who || channel === undefined) return undefined
  if (kind !== 'private' && kind !== 'group' && kind !== 'supergroup') return undefined
  const thread = inside.is_topic_message === true ? integer(inside.message_thread_id) : undefined
  const where: Place = {
    platform: 'telegram',
    channel: String(channel),
    ...(thread !== undefined && { thread: String(thread) }),
  }
  return { id: String(id), who, where, at: readTime(dated?.date) ?? now, direct: kind === 'private' }
}

/** A human being; undefined for bots and for anonymous senders, who cannot be told apart. */
export function readPerson(from: unknown): Person | undefined {
  const user = shape(from)
  const id = integer(user?.id)
  if (!user || id === undefined || id <= 0 || user.is_bot === true) return undefined
  const names = [string(user.first_name), string(user.last_name)].filter((name) => name !== undefined)
  const name = clip(literal(names.map((part) => clip(part, longestName)).join(' ')).trim(), longestName)
  const locale = string(user.language_code)
  return {
    platform: 'telegram',
    id: String(id),
    ...(name !== '' && { name }),
    ...(locale !== undefined && /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}$/.test(locale) && { locale }),
  }
}

/** Seconds since 1970 as a date, up to the year 9999. */
function readTime(date: unknown): Date | undefined {
  const seconds = integer(date)
  return seconds !== undefined && seconds > 0 && seconds <= latest ? new Date(seconds * 1000) : undefined
}
