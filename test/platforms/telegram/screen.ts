import { Stream } from '../shared/stream.ts'
import type { DocumentFile, Entity, InlineButton, Message, PhotoSize } from './wire.ts'

/** A message of the bot as people see it. Times are milliseconds since 1970. */
export type Seen = {
  /** Its place among all messages of the bot, from 0. */
  n: number
  chat: number
  id: number
  /** The text, or the caption under a picture or file. */
  text: string
  entities: Entity[]
  buttons: InlineButton[][]
  at: number
  edits: number
  editedAt?: number
  deleted: boolean
  thread?: number
  replyTo?: number
  photo?: PhotoSize[]
  document?: DocumentFile
  /** The keyboard or request for a reply that came with it, other than buttons under it. */
  keyboard?: unknown
}

/** What a message must be like: a part of its text, a pattern in it, or a question about it. */
export type Wanted = string | RegExp | ((message: Seen) => boolean)

const fits = (seen: Seen, wanted: Wanted | undefined): boolean => {
  if (wanted === undefined) return true
  if (typeof wanted === 'string') return seen.text.includes(wanted)
  return wanted instanceof RegExp ? wanted.test(seen.text) : wanted(seen)
}

type View = { messages: Map<number, Seen>; events: Stream<Seen> }

/** What people see of the bot, chat by chat. */
export class Screen {
  private shown = 0
  private readonly views = new Map<number, View>()

  /** A new message of the bot. */
  show(message: Message, at: number, keyboard?: unknown): void {
    const seen: Seen = {
      n: this.shown++,
      ...look(message),
      at,
      edits: 0,
      deleted: false,
      ...(keyboard !== undefined && { keyboard }),
    }
    this.view(seen.chat).messages.set(seen.id, seen)
    this.view(seen.chat).events.tell(seen)
  }

  /** The message looks different now. */
  change(message: Message, at: number): void {
    const before = this.view(message.chat.id).messages.get(message.message_id)
    if (!before) return
    const seen: Seen = { ...before, ...look(message), edits: before.edits + 1, editedAt: at }
    this.view(seen.chat).messages.set(seen.id, seen)
    this.view(seen.chat).events.tell(seen)
  }

  /** The message is gone; it stays in the list, marked. */
  remove(chat: number, id: number): void {
    const seen = this.view(chat).messages.get(id)
    if (seen) this.view(chat).messages.set(id, { ...seen, deleted: true })
  }

  /** All messages of the bot, in the order they were sent, in one chat or in all. */
  list(chat?: number): Seen[] {
    if (chat !== undefined) return [...(this.views.get(chat)?.messages.values() ?? [])]
    const all = [...this.views.values()].flatMap((view) => [...view.messages.values()])
    return all.sort((a, b) => a.n - b.n)
  }

  find(chat: number, id: number): Seen | undefined {
    return this.views.get(chat)?.messages.get(id)
  }

  /**
   * The next message sent or edited in this chat that is as wanted, as it looked at that moment. Reading goes on
   * after the one last returned; messages passed over do not come again. Rejects after `patience` milliseconds.
   */
  next(chat: number, wanted: Wanted | undefined, patience: number): Promise<Seen> {
    return this.view(chat).events.next(
      (seen) => fits(seen, wanted),
      patience,
      (seen) => {
        const came = seen.map((each) => `- ${JSON.stringify(each.text)} ${labels(each)}`)
        return `no such message in chat ${chat} within ${patience} ms; what came:\n${came.join('\n') || '(nothing)'}`
      },
    )
  }

  stop(): void {
    for (const view of this.views.values()) view.events.stop()
  }

  private view(chat: number): View {
    let view = this.views.get(chat)
    if (!view) {
      view = { messages: new Map(), events: new Stream() }
      this.views.set(chat, view)
    }
    return view
  }
}

const labels = (seen: Seen): string => JSON.stringify(seen.buttons.flat().map((button) => button.text))

function look(message: Message): Omit<Seen, 'n' | 'at' | 'edits' | 'deleted'> {
  const { photo, document, message_thread_id: thread, reply_to_message: reply } = message
  return {
    chat: message.chat.id,
    id: message.message_id,
    text: message.text ?? message.caption ?? '',
    entities: message.entities ?? message.caption_entities ?? [],
    buttons: message.reply_markup?.inline_keyboard ?? [],
    ...(thread !== undefined && { thread }),
    ...(reply && { replyTo: reply.message_id }),
    ...(photo && { photo }),
    ...(document && { document }),
  }
}
