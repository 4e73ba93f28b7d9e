import type { InlineKeyboardButton, InlineKeyboardMarkup, MessageEntity, Opts } from 'telegraf/types'
import type { Image, Message, Part, Piece, StoredFile } from '../../src/chat.ts'
import { clip, literal } from '../shared/text.ts'
import { layOut } from './keyboard.ts'
import { defused, limits, liveSpans, type Span } from './text.ts'

/** A message as Telegram shows it, wherever it goes. */
export type Drawing = {
  text: string
  entities: MessageEntity[]
  attachment?: Attachment
  keyboard?: InlineKeyboardMarkup
}

/** What a text can stand under: Telegram shows one in a message. */
export type Attachment = Image | StoredFile

/** The chat, and the topic in it, or else the message that is answered. */
export type Target = {
  chat_id: number | string
  message_thread_id?: number
  reply_parameters?: { message_id: number; allow_sending_without_reply: true }
}

/** One call: the method, its fields, and a picture that goes along as the file `photo`, or a file as `document`. */
export type Request =
  | { method: 'sendMessage'; payload: Opts<'sendMessage'> }
  | { method: 'sendPhoto'; payload: Omit<Opts<'sendPhoto'>, 'photo'>; photo: Attachment }
  | { method: 'sendDocument'; payload: Omit<Opts<'sendDocument'>, 'document'>; document: StoredFile }
  | { method: 'editMessageText'; payload: Opts<'editMessageText'> }
  | { method: 'editMessageCaption'; payload: Opts<'editMessageCaption'> }
  | { method: 'editMessageMedia'; payload: Opts<'editMessageMedia'>; photo: Image }

const ellipsis = '…'
/** Least of the message that stays when there is much besides. */
const leastText = 200
/** Telegram takes no more entities; the rest would be ignored. */
const mostBold = 40

/**
 * Draws a message: its text, then the facts line by line with the label in bold. No text is ever read as markup;
 * mentions and commands in it, which Telegram would bring to life by itself, stand as code. One file or else one picture
 * can be shown: further ones are told by their name or `alt`. What is too long is cut, the facts last.
 */
export function draw(message: Message): Drawing {
  const attachments: Attachment[] = []
  const blocks: Block[] = []
  const rows: InlineKeyboardButton[][] = []
  for (const part of message.parts ?? []) drawPart(part, attachments, blocks, rows)
  const attachment = attachments.find(({ kind }) => kind === 'file') ?? attachments[0]
  for (const other of attachments) if (other !== attachment) blocks.push({ text: inWords(other), bold: [] })
  let lead = literal(message.text)
  if (attachment?.kind === 'image' && lead === '' && blocks.length === 0) lead = inWords(attachment)
  return {
    ...compose(lead, blocks, attachment ? limits.caption : limits.text),
    ...(attachment && { attachment }),
    ...(rows.length > 0 && { keyboard: { inline_keyboard: rows } }),
  }
}

/** The message as people see it. */
export function pieces(message: Message): Piece[] {
  const { text, attachment, keyboard } = draw(message)
  if (!attachment && text.trim() === '') return []
  return [
    {
      text,
      ...(attachment && { attached: { as: isPicture(attachment) ? 'picture' : 'file', where: 'above' } }),
      buttons: keyboard?.inline_keyboard.map((row) => row.map((button) => button.text)) ?? [],
    },
  ]
}

/** The call that sends a drawing as a new message. */
export function post(drawing: Drawing, target: Target): Request {
  const { text, entities, attachment, keyboard } = drawing
  const common = { ...target, ...(keyboard && { reply_markup: keyboard }) }
  if (attachment) {
    const payload = { ...common, ...(text !== '' && { caption: text, caption_entities: entities }) }
    if (attachment.kind === 'image' || attachment.picture) return { method: 'sendPhoto', payload, photo: attachment }
    return { method: 'sendDocument', payload, document: attachment }
  }
  return { method: 'sendMessage', payload: { ...common, text, entities, link_preview_options: { is_disabled: true } } }
}

/**
 * The call that puts a drawing without a file in place of a message sent before, which is a picture or a file when
 * `caption` is set.
 */
export function edit(drawing: Drawing, target: Target, message: number, caption = false): Request {
  const { text, entities, attachment, keyboard } = drawing
  const { chat_id } = target
  const common = { chat_id, message_id: message, ...(keyboard && { reply_markup: keyboard }) }
  if (attachment?.kind === 'image') {
    const media = { type: 'photo' as const, media: 'attach://photo', caption: text, caption_entities: entities }
    // telegraf's type wants a file here; the upload itself goes along as `photo`
    const payload = { ...common, media: media as unknown as Opts<'editMessageMedia'>['media'] }
    return { method: 'editMessageMedia', payload, photo: attachment }
  }
  if (caption) {
    const short = clip(text, limits.caption, ellipsis)
    const payload = { ...common, caption: short, caption_entities: within(entities, short.length) }
    return { method: 'editMessageCaption', payload }
  }
  return {
    method: 'editMessageText',
    payload: { ...common, text, entities, link_preview_options: { is_disabled: true } },
  }
}

/** The drawing without entities, for when Telegram did not take them; still nothing in it comes to life. */
export function withoutEntities(drawing: Drawing): Drawing {
  const most = drawing.attachment ? limits.caption : limits.text
  return { ...drawing, text: clip(defused(drawing.text), most, ellipsis), entities: [] }
}

/** The drawing without the buttons that are links, or undefined when it has none. */
export function withoutLinks(drawing: Drawing): Drawing | undefined {
  const { keyboard, ...rest } = drawing
  const rows = keyboard?.inline_keyboard ?? []
  const kept = rows.map((row) => row.filter((button) => !('url' in button))).filter((row) => row.length > 0)
  if (kept.flat().length === rows.flat().length) return undefined
  return { ...rest, ...(kept.length > 0 && { keyboard: { inline_keyboard: kept } }) }
}

/** The message with its pictures and files in words, or those of one kind, for when they cannot be shown. */
export function withoutAttachments(message: Message, kind?: Attachment['kind']): Message {
  const parts = message.parts?.map((part): Part => {
    const isMeant = isAttachment(part) && (kind === undefined || part.kind === kind)
    return isMeant ? { kind: 'facts', rows: [['', inWords(part)]] } : part
  })
  return { ...message, ...(parts && { parts }) }
}

function isPicture(attachment: Attachment): boolean {
  return attachment.kind === 'image' || attachment.picture === true
}

function isAttachment(part: Part): part is Attachment {
  return part.kind === 'image' || part.kind === 'file'
}

function inWords(attachment: Attachment): string {
  return literal(attachment.kind === 'image' ? attachment.alt : attachment.name)
}

/** Lines of text with bold spans in them. */
type Block = { text: string; bold: Span[] }

function drawPart(part: Part, attachments: Attachment[], blocks: Block[], rows: InlineKeyboardButton[][]): void {
  switch (part.kind) {
    case 'facts':
      blocks.push(drawFacts(part.rows))
      return
    case 'image':
    case 'file':
      attachments.push(part)
      return
    case 'buttons':
      rows.push(...layOut(part.buttons, limits.buttons - rows.flat().length))
      return
    default:
      part satisfies never
  }
}

function drawFacts(rows: [label: string, value: string][]): Block {
  const bold: Span[] = []
  let text = ''
  for (const [label, value] of rows) {
    const name = literal(label).replace(/\s+/g, ' ').trim()
    if (text !== '') text += '\n'
    if (name !== '') {
      bold.push({ offset: text.length, length: name.length })
      text += /[:：]$/.test(name) ? `${name} ` : `${name}: `
    }
    text += literal(value)
  }
  return { text, bold }
}

function compose(lead: string, blocks: Block[], most: number): { text: string; entities: MessageEntity[] } {
  const rest = blocks.reduce((sum, block) => sum + block.text.length + 2, 0)
  const room = most - rest
  let text = room >= Math.min(leastText, lead.length) ? clip(lead, room, ellipsis) : lead
  const bold: Span[] = []
  for (const block of blocks) {
    if (text !== '') text += '\n\n'
    for (const span of block.bold) bold.push({ ...span, offset: span.offset + text.length })
    text += block.text
  }
  text = clip(text, most, ellipsis)
  const entities: MessageEntity[] = [
    ...bold.slice(0, mostBold).map((span) => ({ type: 'bold' as const, ...span })),
    ...liveSpans(text).map((span) => ({ type: 'code' as const, ...span })),
  ]
  return { text, entities: within(entities, text.length) }
}

/** The entities as far as they lie within that many units. */
function within(entities: MessageEntity[], most: number): MessageEntity[] {
  return entities
    .filter(({ offset }) => offset < most)
    .map((entity) => ({ ...entity, length: Math.min(entity.length, most - entity.offset) }))
}
