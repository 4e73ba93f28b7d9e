import type { Happening } from '../chat.ts'
import type { Database } from '../database/database.ts'
import { table } from '../database/table.ts'
import type { Log } from '../log.ts'
import type { Batcher } from './batcher.ts'
import { placeKey } from './outbox.ts'
import type { Act, Append, Ask, Unit } from './unit.ts'

/** What answers a happening, within a unit. What it throws undoes it. */
export type Handle = (unit: Unit, happening: Happening) => Promise<void>

export type InboxOptions = {
  database: Database
  batcher: Batcher
  handle: Handle
  /** Says sorry for a happening that could not be handled. */
  apologize: Handle
  log: Log
  onHandled?: (happening: Happening, outcome: 'done' | 'failed', ms: number) => void
  /** Most happenings kept in memory; beyond that, platforms wait to be acknowledged. */
  room?: number
}

type Item = { id: number; happening: Happening; since: number }

const inbox = table('inbox', {
  id: 'id',
  platform: 'text',
  event: 'text',
  conversation: 'text',
  payload: 'text',
  received: 'timestamp',
})

/** Stores happenings; the outcome is the number of its row, or undefined when it was known already. */
const takeIn: Act<Happening, number | undefined> = {
  name: 'take in',
  async carry(unit, happenings) {
    const rows = await unit.sql.insert(
      inbox,
      happenings.map((happening) => ({
        platform: happening.where.platform,
        event: happening.id,
        conversation: conversationOf(happening),
        payload: JSON.stringify(happening),
        received: unit.now,
      })),
      { conflict: 'ignore', returning: ['id', 'platform', 'event'] },
    )
    const ids = new Map(rows.map((row) => [`${row.platform}\n${row.event}`, row.id]))
    return happenings.map((happening) => {
      const key = `${happening.where.platform}\n${happening.id}`
      const id = ids.get(key)
      ids.delete(key)
      return id
    })
  },
}

/**
 * Whether this process may handle that row now: it waits, it is the first of its conversation, and no other
 * process has it. On SQLite there is no other process.
 */
const claim: Ask<number, boolean> = {
  name: 'claim',
  async answer(unit, ids) {
    if (unit.dialect === 'sqlite') return ids.map(() => true)
    const rows = await unit.sql.query<{ id: number }>(
      `SELECT id FROM inbox i WHERE id ${unit.sql.among('bigint')} AND done IS NULL AND NOT EXISTS (
         SELECT 1 FROM inbox e WHERE e.conversation = i.conversation AND e.done IS NULL AND e.id < i.id)
       FOR UPDATE SKIP LOCKED`,
      ids,
    )
    const mine = new Set(rows.map((row) => row.id))
    return ids.map((id) => mine.has(id))
  },
}

const handled: Append<{ id: number; outcome: 'done' | 'failed' }> = {
  name: 'handled',
  async write(unit, rows) {
    for (const outcome of ['done', 'failed'] as const) {
      const ids = rows.filter((row) => row.outcome === outcome).map((row) => row.id)
      if (ids.length > 0)
        await unit.sql.execute(
          `UPDATE inbox SET done = ?, outcome = ? WHERE id ${unit.sql.among('bigint')}`,
          unit.now,
          outcome,
          ids,
        )
    }
  },
}

function conversationOf(happening: Happening): string {
  return `${happening.where.platform} ${placeKey(happening.where)}`
}

/** How long another process may be at it before a waiting row is looked at, in milliseconds. */
const graceMs = 2_000

/**
 * Takes happenings in and has them handled: each once, in order within a conversation, and no conversation waits
 * for another. What a crash left waiting is taken up again.
 */
export class Inbox {
  readonly #options: InboxOptions
  readonly #conversations = new Map<string, Item[]>()
  readonly #held = new Set<number>()
  readonly #room: number
  #blocked: (() => void)[] = []
  #open = true

  constructor(options: InboxOptions) {
    this.#options = options
    this.#room = options.room ?? 5_000
  }

  /** Resolves once the happening is stored. Rejects when it cannot be: then the platform must send it again. */
  async receive(happening: Happening): Promise<void> {
    while (this.#held.size >= this.#room && this.#open)
      await new Promise<void>((resolve) => this.#blocked.push(resolve))
    if (!this.#open) throw new Error('the program is stopping')
    const since = performance.now()
    const id = await this.#options.batcher.run((unit) => unit.act(takeIn, happening))
    if (id !== undefined) this.#enqueue({ id, happening, since })
  }

  /**
   * Takes up rows that wait and that nobody seems to be at: those a crash left behind, or those of another process
   * that ended. Called at start and, where there may be other processes, again and again.
   */
  async sweep(options: { all: boolean } = { all: false }): Promise<void> {
    const before = new Date(Date.now() - (options.all ? 0 : graceMs))
    const most = 500
    let after = 0
    while (this.#open && this.#held.size < this.#room) {
      const rows = await this.#options.database.query<{ id: number; payload: string }>(
        'SELECT id, payload FROM inbox WHERE done IS NULL AND id > ? AND received <= ? ORDER BY id LIMIT ?',
        after,
        before,
        most,
      )
      for (const row of rows) {
        after = row.id
        const happening = JSON.parse(row.payload) as Happening
        if (!this.#held.has(row.id))
          this.#enqueue({
            id: row.id,
            happening: { ...happening, at: new Date(happening.at) },
            since: performance.now(),
          })
      }
      if (rows.length < most) return
    }
  }

  /** Takes nothing more in. What waits in memory stays stored and is taken up at the next start. */
  stop(): void {
    this.#open = false
    for (const resolve of this.#blocked.splice(0)) resolve()
  }

  #enqueue(item: Item): void {
    this.#held.add(item.id)
    const key = conversationOf(item.happening)
    const waiting = this.#conversations.get(key)
    if (waiting) {
      waiting.push(item)
      return
    }
    this.#conversations.set(key, [item])
    void this.#serve(key)
  }

  async #serve(key: string): Promise<void> {
    const items = this.#conversations.get(key) ?? []
    while (this.#open) {
      const item = items[0]
      if (!item) break
      await this.#settle(item)
      items.shift()
      this.#held.delete(item.id)
      this.#blocked.pop()?.()
    }
    this.#conversations.delete(key)
  }

  async #settle(item: Item): Promise<void> {
    const { batcher, handle, apologize, log, onHandled } = this.#options
    const about = { inbox: item.id, platform: item.happening.where.platform, kind: item.happening.kind }
    for (let tries = 1; this.#open; tries += 1) {
      try {
        const mine = await batcher.run(async (unit) => {
          if (!(await unit.ask(claim, item.id))) return false
          await handle(unit, item.happening)
          unit.append(handled, { id: item.id, outcome: 'done' })
          return true
        })
        if (mine) onHandled?.(item.happening, 'done', performance.now() - item.since)
        return
      } catch (error) {
        if (!this.#open) return
        const alive = await this.#databaseAnswers()
        if (alive && tries >= 2) {
          log.error({ ...about, err: error }, 'a happening could not be handled')
          if (await this.#bury(item, apologize)) onHandled?.(item.happening, 'failed', performance.now() - item.since)
          return
        }
        if (!alive) await new Promise((resolve) => setTimeout(resolve, 1_000))
      }
    }
  }

  /** Marks a poison happening as failed, with one apology; without it when even that fails. */
  async #bury(item: Item, apologize: Handle): Promise<boolean> {
    const { batcher, log } = this.#options
    const bury = (sorry: boolean) =>
      batcher.run(async (unit) => {
        if (!(await unit.ask(claim, item.id))) return false
        if (sorry) await apologize(unit, item.happening)
        unit.append(handled, { id: item.id, outcome: 'failed' })
        return true
      })
    return bury(true)
      .catch(() => bury(false))
      .catch((error) => {
        log.error({ err: error, inbox: item.id }, 'a failed happening could not be marked')
        return false
      })
  }

  async #databaseAnswers(): Promise<boolean> {
    return this.#options.database.ping().then(
      () => true,
      () => false,
    )
  }
}
