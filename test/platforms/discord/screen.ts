import { Stream } from '../shared/stream.ts'
import { type Look, look, namesIn } from './look.ts'
import type { Channel, Places } from './places.ts'
import type { Message } from './wire.ts'

/** A message of the bot as people see it. Times are milliseconds since 1970. */
export type Seen = Look & {
  /** Its place among all messages of the bot, from 0. */
  n: number
  id: string
  channel: string
  guild?: string
  /** The one person who sees it, when it is not for everybody in the channel. */
  only?: string
  /** The letters that were sent. */
  content: string
  /** Who is notified. */
  pings: { users: string[]; roles: string[]; everyone: boolean }
  replyTo?: string
  at: number
  edits: number
  editedAt?: number
  deleted: boolean
}

/** What a message must be like: a part of its text, a pattern in it, or a question about it. */
export type Wanted = string | RegExp | ((message: Seen) => boolean)

const fits = (seen: Seen, wanted: Wanted | undefined): boolean => {
  if (wanted === undefined) return !seen.loading
  if (typeof wanted === 'string') return seen.text.includes(wanted)
  return wanted instanceof RegExp ? wanted.test(seen.text) : wanted(seen)
}

/** What people see of the bot, channel by channel. */
export class Screen {
  private shown = 0
  private readonly all = new Map<string, Seen>()
  private readonly streams = new Map<string, Stream<Seen>>()
  private readonly places: Places
  private readonly now: () => number

  constructor(places: Places, now: () => number) {
    this.places = places
    this.now = now
  }

  /** A new message of the bot. */
  show(message: Message, channel: Channel, only: string | undefined): void {
    this.put({ ...this.look(message, channel, only), n: this.shown++, at: this.now(), edits: 0, deleted: false })
  }

  /** The message looks different now. */
  change(message: Message, channel: Channel, only: string | undefined): void {
    const before = this.all.get(message.id)
    if (!before) return
    const { n, at, edits, deleted, loading } = before
    const look = { ...this.look(message, channel, only), n, at, deleted }
    // what takes the place of "thinking" is the message itself, not a change of it
    this.put(loading ? { ...look, edits } : { ...look, edits: edits + 1, editedAt: this.now() })
  }

  /** The message is gone; it stays in the list, marked. */
  remove(id: string): void {
    const seen = this.all.get(id)
    if (seen) this.all.set(id, { ...seen, deleted: true })
  }

  /** All messages of the bot, in the order they were sent, in one channel or in all. */
  list(channel?: string): Seen[] {
    const all = [...this.all.values()]
    return channel === undefined ? all : all.filter((seen) => seen.channel === channel)
  }

  find(id: string): Seen | undefined {
    return this.all.get(id)
  }

  /**
   * The next message sent or edited in this channel that is as wanted, as it looked at that moment; by default any
   * that is not "thinking". Reading goes on after the one last returned; messages passed over do not come again.
   * Rejects after `patience` milliseconds.
   */
  next(channel: string, wanted: Wanted | undefined, patience: number): Promise<Seen> {
    return this.stream(channel).next(
      (seen) => fits(seen, wanted),
      patience,
      (came) => {
        const said = came.map((seen) => `- ${JSON.stringify(seen.text)} ${labels(seen)}`)
        return `no such message in channel ${channel} within ${patience} ms; what came:\n${said.join('\n') || '(nothing)'}`
      },
    )
  }

  stop(): void {
    for (const stream of this.streams.values()) stream.stop()
  }

  private put(seen: Seen): void {
    this.all.set(seen.id, seen)
    this.stream(seen.channel).tell(seen)
  }

  private stream(channel: string): Stream<Seen> {
    const stream = this.streams.get(channel) ?? new Stream<Seen>()
    this.streams.set(channel, stream)
    return stream
  }

  private look(message: Message, channel: Channel, only: string | undefined) {
    const { mentions, mention_roles, mention_everyone, message_reference } = message
    return {
      ...look(message, namesIn(this.places, channel.guild)),
      id: message.id,
      channel: channel.id,
      ...(channel.guild !== undefined && { guild: channel.guild }),
      ...(only !== undefined && { only }),
      content: message.content,
      pings: { users: mentions.map(({ id }) => id), roles: mention_roles, everyone: mention_everyone },
      ...(message_reference?.message_id !== undefined && { replyTo: message_reference.message_id }),
    }
  }
}

const labels = (seen: Seen): string => JSON.stringify(seen.buttons.flat().map((button) => button.label))
