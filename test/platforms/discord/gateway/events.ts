import type { Faults } from '../faults.ts'
import type { Json } from '../wire.ts'

/** Something that the bot is told. `guild` is absent for what happens in a conversation with the bot alone. */
export type GatewayEvent = { type: string; data: unknown; channel?: string; guild?: string }

/** Events on their way to the sessions, which get them in order unless held back or struck by a fault. */
export class Events {
  private waiting: GatewayEvent[] = []
  private held = false
  private isAsked = false
  private readonly timers = new Set<NodeJS.Timeout>()
  private readonly faults: Faults
  private readonly deliver: (event: GatewayEvent) => void
  /** Events by type, counted when they happen. */
  readonly counts = new Map<string, number>()
  /** The one that happened last. */
  last: GatewayEvent | undefined

  constructor(faults: Faults, deliver: (event: GatewayEvent) => void) {
    this.faults = faults
    this.deliver = deliver
  }

  /** Tells the bot; at the end of this tick, together with what else happens in it. */
  push(type: string, data: unknown, where: { channel?: string; guild?: string } = {}): GatewayEvent {
    const event = { type, data: structuredClone(data), ...where }
    this.counts.set(type, (this.counts.get(type) ?? 0) + 1)
    this.last = event
    this.add(event)
    return event
  }

  /** Tells an event again, so many times. */
  repeat(event: GatewayEvent, times: number): void {
    for (let i = 0; i < times; i++) this.add(event)
  }

  /** Keeps everything back until {@link release}. */
  hold(): void {
    this.held = true
  }

  /** Tells what was held back, in the order that `order` returns; it may leave out and repeat. */
  release(order: (events: GatewayEvent[]) => GatewayEvent[] = (events) => events): void {
    this.waiting = order(this.waiting)
    this.held = false
    this.flush()
  }

  /** Whether something is held back or late. */
  get pending(): number {
    return this.waiting.length + this.timers.size
  }

  stop(): void {
    this.waiting = []
    for (const timer of this.timers) clearTimeout(timer)
  }

  /** Tells one event as the faults in force will have it. */
  give(event: GatewayEvent): void {
    const { times, ms } = this.faults.event(event)
    if (ms === 0) {
      for (let i = 0; i < times; i++) this.deliver(event)
      return
    }
    const timer = setTimeout(() => {
      this.timers.delete(timer)
      for (let i = 0; i < times; i++) this.deliver(event)
    }, ms)
    this.timers.add(timer)
  }

  private add(event: GatewayEvent): void {
    this.waiting.push(event)
    if (this.isAsked) return
    this.isAsked = true
    queueMicrotask(() => {
      this.isAsked = false
      this.flush()
    })
  }

  private flush(): void {
    if (this.held) return
    for (const event of this.faults.order(this.waiting.splice(0))) this.give(event)
  }
}

/** The channel and guild of something, as events name them. */
export const whereOf = (channel: { id: string; guild?: string }): { channel: string; guild?: string } => ({
  channel: channel.id,
  ...(channel.guild !== undefined && { guild: channel.guild }),
})

/** With the guild's id, as events in a guild have it. */
export const inGuild = (data: Json, guild: string | undefined): Json =>
  guild === undefined ? data : { ...data, guild_id: guild }
