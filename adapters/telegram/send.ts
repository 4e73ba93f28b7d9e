import { type Address, type Message, SendError, type SendOptions, type Sent } from '../../src/chat.ts'
import { makeFloods } from '../shared/floods.ts'
import { integer, shape } from '../shared/shape.ts'
import type { Caller } from './call.ts'
import {
  type Drawing,
  draw,
  edit,
  post,
  type Request,
  type Target,
  withoutEntities,
  withoutImages,
  withoutLinks,
} from './render.ts'
import { refusedWith, troubleOf } from './trouble.ts'

const unchanged = /message is not modified/i
const noText = /there is no text in the message/i
const notEditable =
  /message to (be )?edit(ed)? not found|message can't be edited|MESSAGE_ID_INVALID|there is no (caption|media)|message identifier/i
const entityTrouble = /entit/i
const linkTrouble = /button url|URL_INVALID/i
const imageTrouble = /image|photo|file/i
const noThread = /message thread not found|TOPIC_DELETED|TOPIC_CLOSED/i

/** Sends messages through that caller. Throws `SendError` alone. */
export function makeSender(caller: Caller) {
  const floods = makeFloods()

  return async (to: Address, message: Message, { signal }: SendOptions): Promise<Sent> => {
    const { target, thread, replaces } = aim(to, message)
    const drawing = draw(message)
    if (replaces !== undefined && (await replace(drawing, target, replaces, signal))) {
      return sentTo(String(target.chat_id), thread, replaces)
    }
    const { result, target: used } = await deliver(message, drawing, target, signal)
    const number = integer(shape(result)?.message_id)
    if (number === undefined) throw new SendError({ kind: 'unknown' }, 'answered without a message')
    return sentTo(String(used.chat_id), used.message_thread_id, number)
  }

  /** A new message: without what was refused of it (entities, links, picture), and beside its topic when that is gone. */
  async function deliver(
    message: Message,
    drawing: Drawing,
    target: Target,
    signal: AbortSignal,
  ): Promise<{ result: unknown; target: Target }> {
    try {
      return { result: await perform(post(drawing, target), signal), target }
    } catch (error) {
      if (drawing.entities.length > 0 && refusedWith(error, entityTrouble)) {
        return deliver(message, withoutEntities(drawing), target, signal)
      }
      if (target.message_thread_id !== undefined && refusedWith(error, noThread)) {
        return deliver(message, drawing, { chat_id: target.chat_id }, signal)
      }
      const linkless = withoutLinks(drawing)
      if (linkless && refusedWith(error, linkTrouble)) return deliver(message, linkless, target, signal)
      if (drawing.image && refusedWith(error, imageTrouble)) {
        const plain = withoutImages(message)
        return deliver(plain, draw(plain), target, signal)
      }
      throw troubleOf(error, String(target.chat_id), floods)
    }
  }

  /** Resolves with false when that message can no longer be edited. */
  async function replace(
    drawing: Drawing,
    target: Target,
    message: number,
    signal: AbortSignal,
    caption = false,
  ): Promise<boolean> {
    try {
      await perform(edit(drawing, target, message, caption), signal)
      return true
    } catch (error) {
      if (refusedWith(error, unchanged)) return true
      if (!caption && refusedWith(error, noText)) return replace(drawing, target, message, signal, true)
      const linkless = withoutLinks(drawing)
      if (linkless && refusedWith(error, linkTrouble)) return replace(linkless, target, message, signal, caption)
      if (refusedWith(error, notEditable)) return false
      if (drawing.image && refusedWith(error, imageTrouble)) return false
      if (drawing.entities.length > 0 && refusedWith(error, entityTrouble)) {
        return replace(withoutEntities(drawing), target, message, signal, caption)
      }
      throw troubleOf(error, String(target.chat_id), floods, true)
    }
  }

  async function perform(request: Request, signal: AbortSignal): Promise<unknown> {
    const { method, payload } = request
    const result = await caller.call(method, payload, { signal, ...('photo' in request && { photo: request.photo }) })
    floods.passed()
    return result
  }
}

/** Where it goes: what is for one person's eyes alone goes to that person's own chat. */
function aim(to: Address, message: Message): { target: Target; thread: number | undefined; replaces?: number } {
  const { channel, thread } = to.place
  if (to.only && to.only.id !== channel) return { target: { chat_id: chatId(to.only.id) }, thread: undefined }
  if (message.private && channel.startsWith('-')) {
    throw new SendError({ kind: 'refused' }, 'a private message with nobody named for it')
  }
  const topic = numeric(thread)
  const replaces = numeric(to.replaces)
  return {
    target: { chat_id: chatId(channel), ...(topic !== undefined && { message_thread_id: topic }) },
    thread: topic,
    ...(replaces !== undefined && { replaces }),
  }
}

function numeric(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

function chatId(channel: string): number | string {
  return /^-?\d{1,15}$/.test(channel) ? Number(channel) : channel
}

function sentTo(channel: string, thread: number | undefined, message: number): Sent {
  return {
    place: { platform: 'telegram', channel, ...(thread !== undefined && { thread: String(thread) }) },
    message: String(message),
  }
}
