import type { Person, Place } from '../../src/chat.ts'
import { type Shape, string } from '../shared/shape.ts'

/** The app itself: its bot user, its bot id and its team. */
export type Me = { user: string; bot: string; team: string }

/** Id of a person, of a conversation, of a message. */
export const ids = {
  person: /^[UW][A-Z0-9]{1,20}$/,
  channel: /^[CDGUW][A-Z0-9]{1,20}$/,
  message: /^\d{1,12}\.\d{1,9}$/,
}

/** Slack's own announcements come from this user. */
const slackbot = 'USLACKBOT'

const latest = 253_402_300_799

/**
 * How a message for one person alone is known outside: its timestamp is not enough to change it, and what is to take
 * its place must never be shown to others.
 */
export function privateId(message: string, person: string): string {
  return `${message}:${person}`
}

/** A message by its id, and whom alone it is for; undefined for what is no id of a message. */
export function readMessageId(id: string): { message: string; only?: string } | undefined {
  const [message = '', only, ...rest] = id.split(':')
  if (!ids.message.test(message) || rest.length > 0) return undefined
  if (only === undefined) return { message }
  return ids.person.test(only) ? { message, only } : undefined
}

/** A human being, by id; undefined for ourselves, Slack itself and what is no id. */
export function readPerson(id: unknown, me: Me): Person | undefined {
  const user = string(id)
  if (!user || !ids.person.test(user) || user === me.user || user === slackbot) return undefined
  return { platform: 'slack', id: user }
}

/** A channel, and the thread that a message of it stands in; the message that a thread hangs on stands beside it. */
export function readPlace(channel: unknown, message: Shape | undefined): Place | undefined {
  const id = string(channel)
  if (!id || !ids.channel.test(id)) return undefined
  const thread = string(message?.thread_ts)
  const inside = thread !== undefined && ids.message.test(thread) && thread !== message?.ts
  return { platform: 'slack', channel: id, ...(inside && { thread }) }
}

/** The name that Slack gave to something that happened; undefined for what is none. */
export function readToken(value: unknown): string | undefined {
  const token = string(value)
  return token && /^[\w.-]{1,150}$/.test(token) ? token : undefined
}

/** The time in a timestamp of Slack's, up to the year 9999. */
export function readTime(stamp: unknown): Date | undefined {
  const seconds = Number(string(stamp))
  return seconds > 0 && seconds <= latest ? new Date(Math.floor(seconds * 1000)) : undefined
}

/** Whether that conversation is one of one person alone with the bot. */
export function isDirect(channel: string): boolean {
  return channel.startsWith('D') || ids.person.test(channel)
}
