import type { UpdateBody } from './wire.ts'

/** One update on its way to the bot. `lane` is the conversation in which webhooks keep the order. */
export type Update = { id: number; type: string; lane: number; json: string }

/** Updates made on demand. */
export type Source = {
  /** At most `room` more updates, none when there are none now. */
  make(room: number): Update[]
  /** The update is being handed to the bot, perhaps again. */
  leaving(update: Update): void
}

/** What the real server leaves out unless it is asked for. */
const unlessAsked = new Set(['chat_member', 'message_reaction', 'message_reaction_count'])

/** The updates that the bot has not confirmed yet, in the order they are given out. */
export class Updates {
  private nextId: number
  private waiting: Update[] = []
  private again: Update[] = []
  private readonly afterwards = new Map<number, { update: Update; times: number }>()
  private source: Source | undefined
  private allowed: ReadonlySet<string> | undefined
  private held = false
  private highest = 0
  /** Updates made, and those of them confirmed, delivered or dropped. */
  made = 0
  settledCount = 0
  /** The one added last. */
  last: Update | undefined
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
    this.last = update
    this.waiting.push(update)
    this.wake()
  }

  /** Queues again what a webhook could not deliver. */
  putBack(update: Update): void {
    this.waiting.unshift(update)
    this.wake()
  }

  /** Gives this update out `times` times more, each time in another batch, whatever has been confirmed. */
  repeat(update: Update, times: number): void {
    for (let i = 0; i < times; i++) this.again.push(update)
    this.wake()
  }

  /** Gives this update out again, `times` times, once it has been confirmed. */
  repeatLater(update: Update, times: number): void {
    this.afterwards.set(update.id, { update, times })
  }

  private repeatConfirmed(offset: number): void {
    for (const [id, { update, times }] of this.afterwards) {
      if (id >= offset) continue
      this.afterwards.delete(id)
      this.repeat(update, times)
    }
  }

  /** Takes updates from here too, when there are no others. */
  from(source: Source | undefined): void {
    this.source = source
    this.wake()
  }

  /** Tells the source that its update goes out. */
  leaving(update: Update): void {
    this.source?.leaving(update)
  }

  /** Holds back everything until {@link release}, so that several updates come in one batch. */
  hold(): void {
    this.held = true
  }

  /** Gives out what was held back, in the order that `order` returns; it may leave out and repeat. */
  release(order: (updates: Update[]) => Update[] = (updates) => updates): void {
    this.waiting = order(this.waiting)
    this.held = false
    this.wake()
  }

  /** An empty list means the usual types, undefined changes nothing. */
  allow(types: readonly string[] | undefined): void {
    if (types) this.allowed = types.length > 0 ? new Set(types) : undefined
  }

  private allows(type: string): boolean {
    return this.allowed ? this.allowed.has(type) : !unlessAsked.has(type)
  }

  /** The list last asked for, or undefined for the usual types. */
  get allowedTypes(): string[] | undefined {
    return this.allowed && [...this.allowed]
  }

  /** The highest offset asked for: every update below it was confirmed. */
  get offset(): number {
    return this.highest
  }

  /** Forgets every update below `offset`; a negative offset keeps only that many of the newest. */
  confirm(offset: number): void {
    if (offset > this.highest) this.highest = offset
    this.repeatConfirmed(offset)
    const before = this.waiting.length
    if (before === 0 || offset === 0) return
    if (offset < 0) {
      const newest = this.waiting.map((update) => update.id).sort((a, b) => b - a)
      const oldestKept = newest[Math.min(-offset, newest.length) - 1] ?? 0
      this.waiting = this.waiting.filter((update) => update.id >= oldestKept)
    } else {
      this.waiting = this.waiting.filter((update) => update.id >= offset)
    }
    this.settledCount += before - this.waiting.length
  }

  /** What is to be given out now, at most `limit`; it stays queued until confirmed. `again` comes besides, once. */
  peek(limit: number): { waiting: Update[]; again?: Update } {
    if (this.held) return { waiting: [] }
    const again = this.again.shift()
    if (!again) this.refill(limit)
    const waiting = this.waiting.slice(0, again ? limit - 1 : limit)
    return again ? { waiting, again } : { waiting }
  }

  /** Takes out the first update that is `ready`; at most `limit` of those made on demand wait at once. */
  take(limit: number, ready: (update: Update) => boolean): { update: Update; isAgain: boolean } | undefined {
    if (this.held) return undefined
    const again = this.again.shift()
    if (again) return { update: again, isAgain: true }
    this.refill(limit)
    const [update] = this.waiting.splice(this.indexOf(ready), 1)
    return update && { update, isAgain: false }
  }

  private indexOf(ready: (update: Update) => boolean): number {
    const index = this.waiting.findIndex(ready)
    return index < 0 ? this.waiting.length : index
  }

  /** One update taken out has arrived. */
  settled(): void {
    this.settledCount++
  }

  /** How many wait. */
  get pending(): number {
    return this.waiting.length
  }

  /** Forgets all that wait. */
  drop(): void {
    this.settledCount += this.waiting.length
    this.waiting = []
    this.again = []
  }

  private refill(limit: number): void {
    const room = limit - this.waiting.length
    if (room <= 0 || !this.source) return
    for (const update of this.source.make(room)) this.waiting.push(update)
  }
}
