import type { Happening } from '../../src/chat.ts'
import { integer, type Shape, shape, string } from '../shared/shape.ts'
import { literal } from '../shared/text.ts'
import { type Me, readBase } from './base.ts'
import { readEdit, readMessage, type WasHeard } from './message.ts'
import { limits } from './text.ts'
import { updateId } from './update.ts'

/**
 * What a person did, or undefined when the update is nothing to us: channels, other bots, group talk that is
 * not about us, and whatever is not shaped as an update at all. Never throws. `now` stands in where the platform
 * tells no time.
 */
export function read(update: unknown, me: Me, now: Date, wasHeard: WasHeard = () => false): Happening | undefined {
  const id = updateId(update)
  const body = shape(update)
  if (id === undefined || !body) return undefined
  const message = shape(body.message)
  if (message) {
    const base = readBase(id, message, message.from, message, now)
    return base && readMessage(base, message, me)
  }
  const edited = shape(body.edited_message)
  if (edited) {
    const base = readBase(id, edited, edited.from, { date: edited.edit_date ?? edited.date }, now)
    return base && readEdit(base, edited, me, wasHeard)
  }
  const query = shape(body.callback_query)
  if (query) return readPress(id, query, now)
  const member = shape(body.my_chat_member)
  return member && readMembership(id, member, now)
}

/** Id of the press that this update tells of, if it does: Telegram wants every one answered. */
export function queryId(update: unknown): string | undefined {
  return string(shape(shape(update)?.callback_query)?.id)
}

function readPress(id: number, query: Shape, now: Date): Happening | undefined {
  const message = shape(query.message)
  const press = string(query.data)
  if (!message || !press || Buffer.byteLength(press) > limits.data) return undefined
  const base = readBase(id, message, query.from, undefined, now)
  const number = integer(message.message_id)
  if (!base) return undefined
  return { ...base, kind: 'pressed', press: literal(press), ...(number !== undefined && { message: String(number) }) }
}

/** Only of private chats: there it tells that somebody blocked the bot or came back. */
function readMembership(id: number, member: Shape, now: Date): Happening | undefined {
  const base = readBase(id, member, member.from, member, now)
  if (!base?.direct) return undefined
  const status = shape(member.new_chat_member)?.status
  if (status === 'kicked') return { ...base, kind: 'left' }
  return status === 'member' ? { ...base, kind: 'joined' } : undefined
}
