import type { Json } from '../wire.ts'
import type { GatewayEvent } from './events.ts'
import { hears, wants } from './intents.ts'

/** Events that can be told again, at least. */
const kept = 10_000

/** One way to the bot: takes text, and can be ended. */
export type Line = { send(text: string): void; close(code: number): void }

/** A bot's session, which outlives its connection for a while. */
export class Session {
  readonly id: string
  readonly intents: number
  readonly me: string
  /** The connection it has now, if any. */
  line: Line | undefined
  /** When the last connection ended, in milliseconds since 1970. */
  lostAt = 0
  seq = 0
  private readonly told: string[] = []
  /** How many of the first events are forgotten. */
  private forgotten = 0

  constructor(id: string, intents: number, me: string, line: Line) {
    this.id = id
    this.intents = intents
    this.me = me
    this.line = line
  }

  /** Tells an event now, or when the session is resumed. */
  tell(type: string, data: unknown): void {
    this.seq++
    const text = JSON.stringify({ t: type, s: this.seq, op: 0, d: data })
    this.told.push(text)
    if (this.told.length > 2 * kept) this.forgotten += this.told.splice(0, kept).length
    this.line?.send(text)
  }

  /** Tells an event if its intents say so. */
  offer({ type, data, guild }: GatewayEvent): void {
    if (!hears(this.intents, type, guild === undefined)) return
    this.tell(type, this.readable(type, data, guild))
  }

  /** Tells again what came after that number; false when there can be no such number. */
  resume(line: Line, seq: number): boolean {
    if (seq > this.seq || !(seq >= this.forgotten)) return false
    this.line = line
    for (const text of this.told.slice(seq - this.forgotten)) line.send(text)
    this.tell('RESUMED', { _trace: [] })
    return true
  }

  /** Without the content intent, what others write in guilds is told without its words, unless it names the bot. */
  private readable(type: string, data: unknown, guild: string | undefined): unknown {
    if (wants(this.intents, 'content') || guild === undefined) return data
    if (type !== 'MESSAGE_CREATE' && type !== 'MESSAGE_UPDATE') return data
    const { author, mentions } = data as { author?: { id: string }; mentions?: { id: string }[] }
    if (author?.id === this.me || mentions?.some(({ id }) => id === this.me)) return data
    return { ...(data as Json), content: '', embeds: [], attachments: [], components: [] }
  }
}
