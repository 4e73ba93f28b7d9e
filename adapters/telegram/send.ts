import { type Address, type Message, SendError, type SendOptions, type Sent, type StoredFile } from '../../src/chat.ts'
import type { Floods } from '../shared/floods.ts'
import { integer, shape } from '../shared/shape.ts'
import type { Caller } from './call.ts'
import type { Upload } from './multipart.ts'
import { chatId, numeric, sentTo, targetOf } from './place.ts'
import {
  type Drawing,
  draw,
  edit,
  post,
  type Request,
  type Target,
  withoutAttachments,
  withoutEntities,
  withoutLinks,
} from './render.ts'
import { refusedWith, troubleOf } from './trouble.ts'

const unchanged = /message is not modified/i
const noText = /there is no text in the message/i
const notEditable =
  /message to (be )?edit(ed)? not found|message can't be edited|MESSAGE_ID_INVALID|there is no (caption|media)|message identifier/i
const entityTrouble = /entit/i
const linkTrouble = /button url|URL_INVALID/i
const attachmentTrouble = /image|photo|file|document/i
const noThread = /message thread not found|TOPIC_DELETED|TOPIC_CLOSED/i

/** Sends messages through that caller; `file` gives the bytes of files in our store. Throws `SendError` alone. */
export function makeSender(caller: Caller, floods: Floods, file: (id: string) => Promise<Uint8Array> | undefined) {
  return async (to: Address, given: Message, { signal }: SendOptions): Promise<Sent> => {
    const { target, replaces } = aim(to, given)
    const { message, bytes } = await opened(given)
    const drawing = draw(message)
    // A file cannot take the place of a text: then it is sent anew.
    if (replaces !== undefined && !bytes && (await replace(drawing, target, replaces, signal))) {
      return sentTo(target, replaces)
    }
    const { result, target: used } = await deliver(message, drawing, target, { signal, bytes })
    const number = integer(shape(result)?.message_id)
    if (number === undefined) throw new SendError({ kind: 'unknown' }, 'answered without a message')
    return sentTo(used, number)
  }

  /** The message with the bytes of its file; with its files in words when there are none in our store. */
  async function opened(message: Message): Promise<{ message: Message; bytes?: Uint8Array | undefined }> {
    const part = message.parts?.find((each): each is StoredFile => each.kind === 'file')
    if (!part) return { message }
    const bytes = await file(part.file)?.catch(() => undefined)
    return bytes ? { message, bytes } : { message: withoutAttachments(message, 'file') }
  }

  /** A new message: without what was refused of it (entities, links, picture), and beside its topic when that is gone. */
  async function deliver(
    message: Message,
    drawing: Drawing,
    target: Target,
    load: Load,
  ): Promise<{ result: unknown; target: Target }> {
    try {
      return { result: await perform(post(drawing, target), load), target }
    } catch (error) {
      if (drawing.entities.length > 0 && refusedWith(error, entityTrouble)) {
        return deliver(message, withoutEntities(drawing), target, load)
      }
      if (target.message_thread_id !== undefined && refusedWith(error, noThread)) {
        return deliver(message, drawing, { chat_id: target.chat_id }, load)
      }
      const linkless = withoutLinks(drawing)
      if (linkless && refusedWith(error, linkTrouble)) return deliver(message, linkless, target, load)
      if (drawing.attachment && refusedWith(error, attachmentTrouble)) {
        const plain = withoutAttachments(message)
        return deliver(plain, draw(plain), target, load)
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
      await perform(edit(drawing, target, message, caption), { signal })
      return true
    } catch (error) {
      if (refusedWith(error, unchanged)) return true
      if (!caption && refusedWith(error, noText)) return replace(drawing, target, message, signal, true)
      const linkless = withoutLinks(drawing)
      if (linkless && refusedWith(error, linkTrouble)) return replace(linkless, target, message, signal, caption)
      if (refusedWith(error, notEditable)) return false
      if (drawing.attachment && refusedWith(error, attachmentTrouble)) return false
      if (drawing.entities.length > 0 && refusedWith(error, entityTrouble)) {
        return replace(withoutEntities(drawing), target, message, signal, caption)
      }
      throw troubleOf(error, String(target.chat_id), floods, true)
    }
  }

  async function perform(request: Request, { signal, bytes }: Load): Promise<unknown> {
    const { method, payload } = request
    const result = await caller.call(method, payload, { signal, upload: uploadOf(request, bytes) })
    floods.passed()
    return result
  }
}

/** `bytes` of the file that goes along. */
type Load = { signal: AbortSignal; bytes?: Uint8Array | undefined }

function uploadOf(request: Request, bytes: Uint8Array | undefined): Upload | undefined {
  if ('photo' in request) {
    const { name, media } = request.photo
    const data = request.photo.kind === 'image' ? Buffer.from(request.photo.data, 'base64') : bytes
    return data && { field: 'photo', name, media, data }
  }
  if (!('document' in request) || !bytes) return undefined
  const { name, media } = request.document
  return { field: 'document', name, media, data: bytes }
}

/** Where it goes: what is for one person's eyes alone goes to that person's own chat. */
function aim(to: Address, message: Message): { target: Target; replaces?: number } {
  const { channel } = to.place
  if (to.only && to.only.id !== channel) return { target: { chat_id: chatId(to.only.id) } }
  if (message.private && channel.startsWith('-')) {
    throw new SendError({ kind: 'refused' }, 'a private message with nobody named for it')
  }
  const replaces = numeric(to.replaces)
  return { target: targetOf(to.place), ...(replaces !== undefined && { replaces }) }
}
