import { setTimeout as pause } from 'node:timers/promises'
import type { Happening } from '../chat.ts'
import type { Database } from '../database/database.ts'
import { isAway } from '../database/passing.ts'
import type { Log } from '../log.ts'
import type { Batcher } from './batcher.ts'
import { claim, conversationOf, handled, type Outcome, takeIn, waitingRows } from './inbox-store.ts'
import { Room } from './room.ts'
import type { Unit } from './unit.ts'

/** What answers a happening, within a unit. What it throws undoes it. */
type Handle = (unit: Unit, happening: Happening) => Promise<void>

export type InboxOptions = {
  database: Database
  batcher: Batcher
  /** Stores what comes in, one transaction after the other, so that it is stored in the order in which it came. */
  intake: Batcher
  handle: Handle
  /** Says sorry for a happening that could not be handled. */
  apologize: Handle
  log: Log
  onHandled?: (happening: Happening, outcome: Outcome, ms: number) => void
  /** Most happenings kept in memory; beyond that, platforms wait to be acknowledged. */
  room?: number
  /** Milliseconds since the epoch. */
  now?: () => number
  /** Resolves after so many milliseconds. */
  wait?: (ms: number) => Promise<unknown>
}

type Item = { id: number; happening: Happening; since: number }

/** How long another process may be at it before a waiting row is looked at, in milliseconds. */
const graceMs = 2_000
/** Rows read at once, of those that wait. */
const page = 500
/** Pause before the next try while the database is away, in milliseconds. */
const awayMs = 1_000

/**
 * Takes happenings in and has them handled: each once, in order within a conversation, and no conversation waits
 * for another. What a crash left waiting is taken up again.
 */
export class Inbox {
  readonly #options: InboxOptions & Required<Pick<InboxOptions, 'now' | 'wait'>>
  readonly #conversations = new Map<string, Item[]>()
  readonly #held = new Set<number>()
  readonly #room: Room
  readonly #begun = Promise.withResolvers<void>()
  #sweeping = false
  #open = true

  constructor(options: InboxOptions) {
    this.#options = { now: Date.now, wait: pause, ...options }
    this.#room = new Room(options.room ?? 5_000)
  }

  /**
   * Takes up what an earlier run left waiting. Nothing new is taken in before all of that has its place, for
   * nothing may overtake what came before it.
   */
  async start(): Promise<void> {
    await this.#sweep(new Date())
    this.#begun.resolve()
  }

  /** Takes up what other processes left waiting when they ended. To be called again and again where there are others. */
  async rescue(): Promise<void> {
    if (this.#sweeping || !this.#open) return
    this.#sweeping = true
    try {
      await this.#sweep(new Date(this.#options.now() - graceMs))
    } finally {
      this.#sweeping = false
    }
  }

  /** Resolves once the happening is stored. Rejects when it cannot be: then the platform must send it again. */
  async receive(happening: Happening): Promise<void> {
    await this.#begun.promise
    await this.#room.enter()
    try {
      if (!this.#open) throw new Error('the program is stopping')
      const since = performance.now()
      const id = await this.#options.intake.run((unit) => unit.act(takeIn, happening))
      if (id === undefined || !this.#enqueue({ id, happening, since })) this.#room.leave()
    } catch (error) {
      this.#room.leave()
      throw error
    }
  }

  /** Takes nothing more in. What waits in memory stays stored and is taken up at the next start. */
  stop(): void {
    this.#open = false
    this.#begun.resolve()
    this.#room.openWide()
  }

  async #sweep(before: Date): Promise<void> {
    let after = 0
    while (this.#open) {
      const rows = await waitingRows(this.#options.database, { after, before, most: page })
      for (const { id, happening } of rows) {
        after = id
        if (!happening) await this.#discard(id)
        else if (!this.#held.has(id)) {
          await this.#room.enter()
          if (!this.#enqueue({ id, happening, since: performance.now() })) this.#room.leave()
        }
      }
      if (rows.length < page) return
    }
  }

  /** One row that cannot be read must not keep all others from being read. */
  async #discard(id: number): Promise<void> {
    this.#options.log.error({ inbox: id }, 'a stored happening cannot be read')
    await this.#options.intake.run(async (unit) => unit.append(handled, { id, outcome: 'failed' }))
  }

  /** Gives false when it is held already. */
  #enqueue(item: Item): boolean {
    if (this.#held.has(item.id)) return false
    this.#held.add(item.id)
    const key = conversationOf(item.happening)
    const waiting = this.#conversations.get(key)
    if (waiting) waiting.push(item)
    else {
      const items = [item]
      this.#conversations.set(key, items)
      void this.#serve(key, items)
    }
    return true
  }

  async #serve(key: string, items: Item[]): Promise<void> {
    for (let item = items[0]; item && this.#open; item = items[0]) {
      const outcome = await this.#settle(item)
      items.shift()
      this.#held.delete(item.id)
      this.#room.leave()
      if (outcome) this.#options.onHandled?.(item.happening, outcome, performance.now() - item.since)
    }
    this.#conversations.delete(key)
  }

  /**
   * Has it handled; when that fails, once more; then says sorry, and in the end is at least done with it. That the
   * database is away is nobody's fault, and waited out. Undefined when it was not ours to handle.
   */
  async #settle(item: Item): Promise<Outcome | undefined> {
    const { handle, apologize, log, wait } = this.#options
    const ways: [Outcome, Handle][] = [
      ['done', handle],
      ['done', handle],
      ['failed', apologize],
      ['failed', async () => {}],
    ]
    for (let nth = 0; this.#open && nth < ways.length; ) {
      const [outcome, way] = ways[nth] as [Outcome, Handle]
      try {
        return await this.#attempt(item, outcome, way)
      } catch (error) {
        if (!this.#open) return undefined
        if (isAway(error) || !(await this.#databaseAnswers())) {
          await wait(awayMs)
          continue
        }
        nth += 1
        const { id, happening } = item
        const about = { inbox: id, platform: happening.where.platform, kind: happening.kind, err: error }
        if (nth === 2) log.error(about, 'a happening could not be handled')
        if (nth === ways.length) log.error(about, 'a failed happening could not be marked')
      }
    }
    return undefined
  }

  #attempt({ id, happening }: Item, outcome: Outcome, way: Handle): Promise<Outcome | undefined> {
    return this.#options.batcher.run(async (unit) => {
      if (!(await unit.ask(claim, id))) return undefined
      await way(unit, happening)
      unit.append(handled, { id, outcome })
      return outcome
    })
  }

  #databaseAnswers(): Promise<boolean> {
    return this.#options.database.ping().then(
      () => true,
      () => false,
    )
  }
}
