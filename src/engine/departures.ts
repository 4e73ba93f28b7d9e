import type { Address, Place, Sent } from '../chat.ts'
import type { Database } from '../database/database.ts'
import { records } from '../database/records.ts'
import type { Saying } from './making.ts'
import { type Doing, lanes, type Outgoing, placeKey } from './outbox.ts'
import { keepPosts, movePosts, postsCalled } from './posts.ts'

/**
 * A delivery as the courier carries it. `to.place` is where it waits its turn, `goes` where it goes in the end; `post`
 * is the message of its name, once there is one; `again`: an earlier try may have arrived.
 */
export type Delivery = Outgoing & {
  id: number
  tries: number
  created: Date
  act: Doing
  goes: Address
  post?: Posted
  again: boolean
}

/** A post that was sent, and the thread opened under it. */
export type Posted = { sent: Sent; opened?: string }

/** What became of one try to send. */
export type Ending =
  | { state: 'sent'; sent: Sent }
  | { state: 'queued'; due: Date; trouble: string; scope: 'place' | 'platform' }
  | { state: 'moved'; channel: string }
  | { state: 'failed'; trouble: string; unreachable: boolean }
  | { state: 'unknown'; trouble: string }

/** An answer or an alert of unknown outcome is sent once more: twice is better than never. */
const repeats = 1
/** After a crash more often, for then it mostly never left; not forever, since it may be what ends the program. */
const repeatsAfterCrash = 10
const mayRepeat = (most: number) => `(unknowns < ${most} AND lane < ${lanes.indexOf('campaign')})`

const endings = records({
  id: 'bigint',
  state: 'text',
  due: 'timestamp',
  ended: 'timestamp',
  sentPlace: 'text?',
  sentId: 'text?',
  trouble: 'text?',
})

/**
 * What becomes of what it says. What staff were shown is not kept once it has left: it is about others, who would not find it
 * when they ask what is known of them. What a customer was told is kept for him, as long as deliveries are.
 */
const messageThen = (isQueued: string) =>
  `CASE WHEN ${isQueued} OR ("customerId" IS NOT NULL AND NOT EXISTS (
     SELECT 1 FROM role r WHERE r."customerId" = delivery."customerId")) THEN message ELSE '' END`

type WaitingRow = {
  id: number
  platform: string
  channel: string
  thread: string | null
  only: string | null
  replaces: string | null
  home: boolean
  name: string | null
  under: string | null
  act: Doing
  lane: number
  message: string
  customerId: string | null
  cause: string
  tries: number
  unknowns: number
  created: Date
}

/** People who cannot be written to are all marked alike: that is no fault of ours. */
export const unreachable = 'unreachable'

function troubleOf(ending: Ending): string | null {
  if (!('trouble' in ending)) return null
  return ending.state === 'failed' && ending.unreachable ? unreachable : ending.trouble.slice(0, 300)
}

/** What to read of one lane: at most so many rows, and nothing for the `held` places. */
export type LaneWanted = { held: readonly string[]; most: number }

function deliveryFrom(row: WaitingRow, posts: ReadonlyMap<string, Posted>): Delivery {
  const { platform, channel, thread, only, replaces, customerId, name, under } = row
  const to: Address = {
    place: { platform, channel, ...(thread === null ? {} : { thread }) },
    ...(only === null ? {} : { only: JSON.parse(only) }),
    ...(replaces === null ? {} : { replaces }),
    ...(row.home ? { home: true } : {}),
  }
  const post = name === null ? undefined : posts.get(name)
  const opened = under === null ? undefined : posts.get(under)?.opened
  const goes: Address = post
    ? { ...to, place: post.sent.place, replaces: post.sent.message }
    : opened === undefined
      ? to
      : { ...to, place: { platform, channel, thread: opened } }
  return {
    id: row.id,
    to,
    goes,
    message: JSON.parse(row.message),
    lane: lanes[row.lane] ?? 'campaign',
    cause: row.cause,
    act: row.act,
    ...(customerId === null ? {} : { customerId }),
    ...(name === null ? {} : { name }),
    ...(under === null ? {} : { under }),
    ...(post ? { post } : {}),
    tries: row.tries,
    again: row.unknowns > 0,
    created: row.created,
  }
}

/** The outbox as its couriers see it: what waits, what leaves, what became of it. */
export class Departures {
  readonly #database: Database
  readonly #held: string
  readonly #heldParams: () => Date[]

  /** `held`: conditions on a delivery under which no campaign leaves; it waits until none is true. In them `?` is now. */
  constructor(database: Database, held: readonly string[] = [], now: () => Date = () => new Date()) {
    this.#database = database
    this.#held = held.map((condition) => `AND NOT (${condition})`).join(' ')
    const count = this.#held.split('?').length - 1
    this.#heldParams = () => new Array<Date>(count).fill(now())
  }

  /**
   * What waits for that platform: of each place the first, answers before alerts before campaigns. `more`: there may
   * be places that are not among them.
   */
  async waiting(platform: string, wanted: readonly LaneWanted[]): Promise<{ next: Delivery[]; more: boolean }> {
    const rows = await this.#database.query<WaitingRow>(
      wanted
        .map(
          (_, lane) =>
            `SELECT * FROM (SELECT id, platform, channel, thread, "only", replaces, home, name, under, act, lane, message,
               "customerId", cause, tries, unknowns, created
             FROM delivery WHERE platform = ? AND state = 'queued' AND lane = ${lane} AND NOT (place ${this.#database.among('text')})
               ${lanes[lane] === 'campaign' ? this.#held : ''}
             ORDER BY id LIMIT ?) AS lane${lane}`,
        )
        .join(' UNION ALL '),
      ...wanted.flatMap(({ held, most }, lane) => [
        platform,
        held,
        ...(lanes[lane] === 'campaign' ? this.#heldParams() : []),
        most,
      ]),
    )
    const found = lanes.map(() => 0)
    const next = new Map<string, WaitingRow>()
    for (const row of rows.sort((a, b) => a.lane - b.lane || a.id - b.id)) {
      found[row.lane] = (found[row.lane] ?? 0) + 1
      const place = row.thread === null ? row.channel : `${row.channel} ${row.thread}`
      if (!next.has(place)) next.set(place, row)
    }
    const more = wanted.some(({ most }, lane) => most > 0 && found[lane] === most)
    const posts = await postsCalled(
      this.#database,
      [...next.values()].flatMap(({ name, under }) => [name, under]),
    )
    return { next: [...next.values()].map((row) => deliveryFrom(row, posts)), more }
  }

  /**
   * Marks them as leaving. Gives those that were still waiting and are not held; with what those say that have a name, for it may have
   * changed since they were read.
   */
  async leave(ids: readonly number[], now: Date): Promise<Map<number, Saying | undefined>> {
    const rows = await this.#database.query<{ id: number; message: string | null }>(
      `UPDATE delivery SET state = 'sending', leaving = ?, tries = tries + 1
       WHERE id ${this.#database.among('bigint')} AND state = 'queued'
         ${this.#held === '' ? '' : `AND (lane <> ${lanes.indexOf('campaign')} OR (TRUE ${this.#held}))`}
       RETURNING id, CASE WHEN name IS NULL THEN NULL ELSE message END AS message`,
      now,
      ids,
      ...this.#heldParams(),
    )
    return new Map(rows.map(({ id, message }) => [id, message === null ? undefined : JSON.parse(message)]))
  }

  /** Writes down what became of them, with all that follows from it. */
  async record(ended: readonly { delivery: Delivery; ending: Ending }[], now: Date): Promise<void> {
    const { dialect } = this.#database
    const rows = ended.map(({ delivery: { id }, ending }) => ({
      id,
      state: ending.state === 'moved' ? 'queued' : ending.state,
      due: ending.state === 'queued' ? ending.due : now,
      ended: now,
      sentPlace: ending.state === 'sent' ? placeKey(ending.sent.place) : null,
      sentId: ending.state === 'sent' ? ending.sent.message : null,
      trouble: troubleOf(ending),
    }))
    const write = `UPDATE delivery SET state = CASE WHEN given.state = 'unknown' AND ${mayRepeat(repeats)} THEN 'queued' ELSE given.state END,
      message = ${messageThen(`given.state = 'queued' OR (given.state = 'unknown' AND ${mayRepeat(repeats)})`)},
      unknowns = unknowns + CASE WHEN given.state = 'unknown' THEN 1 ELSE 0 END,
      due = given.due, ended = given.ended, "sentPlace" = given."sentPlace", "sentId" = given."sentId", trouble = given.trouble
      FROM ${endings.in(dialect)} AS given WHERE delivery.id = given.id AND delivery.state = 'sending'`
    const troubled = ended.filter(({ ending }) => ending.state !== 'sent')
    const posted = ended.flatMap(({ delivery, ending }) =>
      delivery.name !== undefined && ending.state === 'sent' ? [{ delivery, sent: ending.sent }] : [],
    )
    if (troubled.length === 0 && posted.length === 0) {
      await this.#database.execute(write, endings.param(rows, dialect))
      return
    }
    await this.#database.transaction(async (sql) => {
      await sql.execute(write, endings.param(rows, dialect))
      await keepPosts(sql, posted, now)
      for (const { delivery: it, ending } of troubled) {
        const { platform } = it.to.place
        if (ending.state === 'moved') {
          await movePosts(sql, it.to.place, ending.channel)
          await sql.execute(
            `UPDATE delivery SET channel = ?, place = CASE WHEN thread IS NULL THEN ? ELSE ? || ' ' || thread END
             WHERE platform = ? AND channel = ? AND state = 'queued'`,
            ending.channel,
            ending.channel,
            ending.channel,
            platform,
            it.to.place.channel,
          )
        }
        if (ending.state === 'failed' && ending.unreachable)
          await sql.execute(
            `UPDATE identity SET unreachable = ? WHERE platform = ? AND person = ? AND unreachable IS NULL`,
            now,
            platform,
            it.to.only?.id ?? it.to.place.channel,
          )
      }
    })
  }

  /**
   * What was leaving when a process ended has an unknown outcome. Answers and alerts are queued once more; campaign
   * messages are not. `leftBefore` and `except` spare what may still be under way. Gives how many there were.
   */
  recover(platform: string, now: Date, spare?: { leftBefore: Date; except: readonly number[] }): Promise<number> {
    return this.#database.execute(
      `UPDATE delivery SET state = CASE WHEN ${mayRepeat(repeatsAfterCrash)} THEN 'queued' ELSE 'unknown' END,
       message = ${messageThen(mayRepeat(repeatsAfterCrash))}, unknowns = unknowns + 1, ended = ?, trouble = 'the program ended while it was under way'
       WHERE platform = ? AND state = 'sending' ${spare ? `AND leaving < ? AND NOT (id ${this.#database.among('bigint')})` : ''}`,
      now,
      platform,
      ...(spare ? [spare.leftBefore, spare.except] : []),
    )
  }

  /** Keys of the places whose first delivery is to wait, and until when. */
  putOff(platform: string, now: Date): Promise<{ place: string; until: Date }[]> {
    return this.#database.query(
      `SELECT place, max(due) AS "until::time" FROM delivery
       WHERE platform = ? AND state = 'queued' AND tries > 0 AND due > ? GROUP BY place`,
      platform,
      now,
    )
  }

  /**
   * Where something left since then, when its last try ended, and how often it may have arrived since: in order of
   * time, for the windows of a courier that has just started.
   */
  async recent(platform: string, since: Date): Promise<{ place: Place; at: Date; times: number }[]> {
    const rows = await this.#database.query<{ channel: string; thread: string | null; at: Date; times: number }>(
      `SELECT channel, thread, ended AS "at::time", 1 + unknowns AS times FROM delivery
       WHERE platform = ? AND ended >= ? AND leaving IS NOT NULL ORDER BY ended`,
      platform,
      since,
    )
    return rows.map(({ channel, thread, at, times }) => ({
      place: { platform, channel, ...(thread === null ? {} : { thread }) },
      at,
      times,
    }))
  }
}
