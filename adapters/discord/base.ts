import type { Person, Place, SentFile } from '../../src/chat.ts'
import { integer, type Shape, shape, string } from '../shared/shape.ts'
import { clip, literal } from '../shared/text.ts'

export const platform = 'discord'

/** The bot itself: its user, and the application that it belongs to. */
export type Me = { id: string; app: string }

/** Finds the channel that a thread belongs to; undefined for what is no thread. */
export type ParentOf = (channel: string) => string | undefined

const longestName = 130
const longestFileName = 260
/** Discord's ids count milliseconds from here, in all but their lowest 22 bits. */
const epoch = 1_420_070_400_000
const latest = 253_402_300_799_999

/** The value as one of Discord's ids, or undefined. */
export function idOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^\d{1,20}$/.test(value) ? value : undefined
}

/** When the thing of that id was made. */
export function timeOf(id: string): Date {
  return new Date(Math.min(Number(BigInt(id) >> 22n) + epoch, latest))
}

/** The first id that a thing made at that time can have. */
export function firstIdAt(ms: number): string {
  return String(BigInt(Math.max(0, Math.floor(ms) - epoch)) << 22n)
}

/** A time as Discord writes it, or undefined. */
export function readTime(value: unknown): Date | undefined {
  const ms = Date.parse(string(value) ?? '')
  return Number.isNaN(ms) || ms < 0 || ms > latest ? undefined : new Date(ms)
}

/** A human being, by the name that is the same on every server; undefined for bots. */
export function readPerson(user: unknown, locale?: unknown): Person | undefined {
  const given = shape(user)
  const id = idOf(given?.id)
  if (!given || id === undefined || given.bot === true || given.system === true) return undefined
  const called = [given.global_name, given.username].map(string).find((name) => name)
  const name = clip(literal(clip(called ?? '', longestName)).trim(), longestName)
  const tag = string(locale)
  return {
    platform,
    id,
    ...(name !== '' && { name }),
    ...(tag !== undefined && /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}$/.test(tag) && { locale: tag }),
  }
}

/** The place of a channel, which is a thread of another when that has a parent. */
export function placeOf(channel: string, parent: string | undefined): Place {
  return parent === undefined ? { platform, channel } : { platform, channel: parent, thread: channel }
}

/** The channel of Discord that is meant by a place: threads are channels of their own there. */
export function channelOf({ channel, thread }: Place): string {
  return thread ?? channel
}

/**
 * The id of a message for one person's eyes alone, as we tell it: it names that person, for when it can no longer be
 * changed. What takes its place is then for the same eyes, and not for all who are there.
 */
export const hidden = {
  of: (id: string, person: string): string => `${id}~${person}`,
  read(message: string | undefined): { id: string; person: string } | undefined {
    const [, id, person] = /^(\d{1,20})~(\d{1,20})$/.exec(message ?? '') ?? []
    return id === undefined || person === undefined ? undefined : { id, person }
  },
}

/**
 * A file that somebody sent. `id` leads to it: through its `message`, since the address of a file holds for a day
 * only; without one it is the address.
 */
export function readFile(attachment: unknown, message?: { channel: string; id: string }): SentFile | undefined {
  const given = shape(attachment)
  const id = idOf(given?.id)
  const url = string(given?.url)
  if (!given || id === undefined || (!message && url === undefined)) return undefined
  const size = integer(given.size)
  return {
    id: message ? `${message.channel}/${message.id}/${id}` : (url ?? ''),
    name: clip(literal(nameOf(given)), longestFileName) || 'file',
    media: clip(literal(string(given.content_type) ?? 'application/octet-stream'), 100),
    ...(size !== undefined && size >= 0 && { size }),
  }
}

/** What the file was called before Discord took signs out of its name: that is told without the ending. */
function nameOf({ filename, title }: Shape): string {
  const name = string(filename) ?? 'file'
  const called = string(title)
  const ending = /\.[^.]*$/.exec(name)?.[0] ?? ''
  if (!called) return name
  return called.toLowerCase().endsWith(ending.toLowerCase()) ? called : called + ending
}
