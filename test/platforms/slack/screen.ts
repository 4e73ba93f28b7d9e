import { Stream } from '../shared/stream.ts'
import { mrkdwn } from './blocks/markup.ts'
import { type Control, looks } from './blocks/read.ts'
import type { Block, Json, Message, Metadata } from './wire.ts'
import type { Channel, Workspace } from './workspace.ts'

/** A message of the app as people see it. Times are milliseconds since 1970. */
export type Seen = {
  /** Its place among all messages of the app, from 0. */
  n: number
  chat: string
  id: string
  /** What people read: the blocks if there are any, else the text. */
  text: string
  /** The text given with the blocks, as it stands in notifications; '' when there was none. */
  notification: string
  /** Mentions and links in it that work: `channel`, `here`, `everyone`, `user:U…`, `channel:C…`, `link:https://…`. */
  fired: string[]
  /** Styles of parts of it: `bold`, `code` and the like. */
  styled: string[]
  buttons: Control[]
  blocks: Block[]
  at: number
  edits: number
  editedAt?: number
  deleted: boolean
  thread?: string
  /** The only person who sees it. */
  only?: string
  files?: Json[]
  metadata?: Metadata
}

/** What a message must be like: a part of its text, a pattern in it, or a question about it. */
export type Wanted = string | RegExp | ((message: Seen) => boolean)

const fits = (seen: Seen, wanted: Wanted | undefined): boolean => {
  if (wanted === undefined) return true
  if (typeof wanted === 'string') return seen.text.includes(wanted)
  return wanted instanceof RegExp ? wanted.test(seen.text) : wanted(seen)
}

type Page = { messages: Map<string, Seen>; events: Stream<Seen> }

/** What people see of the app's messages, channel by channel. */
export class Screen {
  private shown = 0
  private readonly pages = new Map<string, Page>()
  private readonly workspace: Workspace
  private readonly now: () => number

  constructor(workspace: Workspace, now: () => number) {
    this.workspace = workspace
    this.now = now
  }

  /** A new message of the app; with `only` it is for that person's eyes. */
  show(channel: Channel, message: Message, only?: string): Seen {
    const seen: Seen = {
      n: this.shown++,
      chat: channel.id,
      id: message.ts,
      ...this.look(message),
      at: this.now(),
      edits: 0,
      deleted: false,
      ...(only !== undefined && { only }),
    }
    this.page(channel.id).messages.set(seen.id, seen)
    this.page(channel.id).events.tell(seen)
    return seen
  }

  /** The message looks different now. */
  change(channel: Channel, message: Message): void {
    const page = this.page(channel.id)
    const before = page.messages.get(message.ts)
    if (!before) return
    const seen: Seen = { ...before, ...this.look(message), edits: before.edits + 1, editedAt: this.now() }
    page.messages.set(seen.id, seen)
    page.events.tell(seen)
  }

  /** The message is gone; it stays in the list, marked. */
  remove(chat: string, id: string): void {
    const { messages } = this.page(chat)
    const seen = messages.get(id)
    if (seen) messages.set(id, { ...seen, deleted: true })
  }

  /** All messages of the app, in the order they were sent, in one channel or in all. */
  list(chat?: string): Seen[] {
    if (chat !== undefined) return [...(this.pages.get(chat)?.messages.values() ?? [])]
    const all = [...this.pages.values()].flatMap((page) => [...page.messages.values()])
    return all.sort((a, b) => a.n - b.n)
  }

  find(chat: string, id: string): Seen | undefined {
    return this.pages.get(chat)?.messages.get(id)
  }

  /**
   * The next message sent or edited in this channel that is as wanted, as it looked at that moment. Reading goes on
   * after the one last returned; messages passed over do not come again. Rejects after `patience` milliseconds.
   */
  next(chat: string, wanted: Wanted | undefined, patience: number): Promise<Seen> {
    return this.page(chat).events.next(
      (seen) => fits(seen, wanted),
      patience,
      (came) => {
        const lines = came.map(({ text, buttons }) => `- ${JSON.stringify(text)} ${buttons.map((each) => each.text)}`)
        return `no such message in ${chat} within ${patience} ms; what came:\n${lines.join('\n') || '(nothing)'}`
      },
    )
  }

  stop(): void {
    for (const { events } of this.pages.values()) events.stop()
  }

  private look(message: Message): Omit<Seen, 'n' | 'chat' | 'id' | 'at' | 'edits' | 'deleted'> {
    const { blocks = [], thread_ts: thread, files, metadata } = message
    const verbatim = blocks.length > 0 || message.parse === 'none'
    const words = mrkdwn(message.text, this.workspace, { verbatim, unstyled: message.mrkdwn === false })
    const body = blocks.length > 0 ? looks(blocks, this.workspace) : { ...words, buttons: [] }
    // With blocks the text is a notification only: links in it are not drawn, but mentions still notify.
    const mentions = words.fired.filter((what) => blocks.length > 0 && !what.startsWith('link:'))
    return {
      text: body.text,
      notification: words.text,
      fired: [...new Set([...body.fired, ...mentions])],
      styled: [...new Set(body.styled)],
      buttons: body.buttons,
      blocks,
      ...(thread !== undefined && { thread }),
      ...(files && { files }),
      ...(metadata && { metadata }),
    }
  }

  private page(chat: string): Page {
    let page = this.pages.get(chat)
    if (!page) {
      page = { messages: new Map(), events: new Stream() }
      this.pages.set(chat, page)
    }
    return page
  }
}
