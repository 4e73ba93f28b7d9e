import type { UpdateBody } from './wire.ts'

/** One update on its way to the bot. `lane` is the conversation in which order is kept when delivered by webhook. */
export type Update = { id: number; type: string; lane: number; json: string }

/** More updates made on demand; returns at most `room` of them, none when it has none to give now. */
export type Source = (room: number) => Update[]

/** What the real server leaves out unless it is asked for. */
const unlessAsked = new Set(['chat_member', 'message_reaction', 'message_reaction_count'])

/** The updates that the bot has not confirmed yet, in the order they are given out. */
export class Updates {
  private nextId: number
  private waiting: Update[] = []
  private again: Update[] = []
  private sources: Source[] = []
  private allowed: ReadonlySet<string> | undefined
  private held = false
  /** How many updates were made, and how many of them confirmed or dropped. */
  made = 0
  confirmed = 0
  /** Called whenever there may be something new to give out. */
  wake: () => void = () => {}

  constructor(firstId: number) {
    this.nextId = firstId
  }

  /** Numbers an update; the caller puts it in with {@link add}. */
  number(): number {
    this.made++
    return this.nextId++
  }

  /** Queues an update unless the bot did not allow its type. Returns it, numbered, or undefined. */
  push(type: string, body: UpdateBody, lane: number): Update | undefined {
    if (!this.allows(type)) return undefined
    const id = this.number()
    const update = { id, type, lane, json: `{"update_id":${id},${JSON.stringify(body).slice(1)}` }
    this.add(update)
    return update
  }

  add(update: Update): void {
    this.waiting.push(update)
    this.wake()
  }

  /** Gives this update out `times` times more, whatever has been confirmed. */
  repeat(update: Update, times: number): void {
    for (let i = 0; i < times; i++) this.again.push(update)
    this.wake()
  }

  addSource(source: Source): void {
    this.sources.push(source)
    this.wake()
  }

  /** Holds back everything until {@link release}, so that several updates come in one batch. */
  hold(): void {
    this.held = true
  }

  /** Gives out what was held back, in the order that `order` returns. */
  release(order: (updates: Update[]) => Update[] = (updates) => updates): void {
    this.waiting = order(this.waiting)
    this.held = false
    this.wake()
  }

  /** An empty list means the usual types, undefined changes nothing. */
  allow(types: readonly string[] | undefined): void {
    if (types) this.allowed = types.length > 0 ? new Set(types) : undefined
  }

  allows(type: string): boolean {
    return this.allowed ? this.allowed.has(type) : !unlessAsked.has(type)
  }

  /** The list last asked for, or undefined for the usual types. */
  get allowedTypes(): string[] | undefined {
    return this.allowed && [...this.allowed]
  }

  /** Forgets every update below `offset`; a negative offset keeps only that many of the newest. */
  confirm(offset: number): void {
    const before = this.waiting.length
    if (before === 0 || offset === 0) return
    if (offset < 0) {
      const newest = this.waiting.map((update) => update.id).sort((a, b) => b - a)
      const oldestKept = newest[Math.min(-offset, newest.length) - 1] ?? 0
      this.waiting = this.waiting.filter((update) => update.id >= oldestKept)
    } else {
      this.waiting = this.waiting.filter((update) => update.id >= offset)
    }
    this.confirmed += before - this.waiting.length
  }

  /** What is to be given out now, at most `limit`. Stays in the queue until confirmed. */
  peek(limit: number): Update[] {
    if (this.held) return []
    const again = this.again.splice(0, limit)
    this.refill(limit)
    return [...again, ...this.waiting.slice(0, limit - again.length)]
  }

  /** Takes one update out for good, as delivery by webhook does. `ready` tells which may go now. */
  take(ready: (update: Update) => boolean): Update | undefined {
    if (this.held) return undefined
    const again = this.again.shift()
    if (again) return again
    this.refill(1)
    const index = this.waiting.findIndex(ready)
    if (index < 0) return undefined
    return this.waiting.splice(index, 1)[0]
  }

  /** How many wait; `drop` forgets them. */
  get pending(): number {
    return this.waiting.length
  }

  drop(): void {
    this.confirmed += this.waiting.length
    this.waiting = []
    this.again = []
  }

  private refill(limit: number): void {
    for (const source of this.sources) {
      const room = limit - this.waiting.length
      if (room <= 0) return
      for (const update of source(room)) this.waiting.push(update)
    }
  }
}
