import type { Database } from '../database/database.ts'
import { lanes } from './outbox.ts'

/** What a figure is looked up with. */
type Asking = Pick<Database, 'query' | 'dialect'>

/** A row of figures: labels by their names, and a number for each gauge. */
type FigureRow = Readonly<Record<string, string | number>>

/**
 * Figures that are looked up in the database when `/metrics` is asked for, at most every few seconds: so all processes tell the same, also
 * after a restart. A look must stay cheap whatever the shop has grown to: partial indexes, never whole tables.
 */
export type Figures = {
  /** What each gauge tells, by its name, which begins with `regulars_`. */
  gauges: Readonly<Record<string, string>>
  /** What tells rows apart: platforms, states, kinds. Never people, never what they wrote. */
  labels?: readonly string[]
  read(database: Asking, now: Date): Promise<readonly FigureRow[]>
}

/** Seconds since then. */
export const secondsSince = (then: Date | null, now: Date): number =>
  then === null ? 0 : Math.max(0, (now.getTime() - then.getTime()) / 1000)

const deliveries: Figures = {
  gauges: {
    regulars_deliveries_waiting: 'Deliveries that are due and still wait',
    regulars_deliveries_oldest_seconds: 'For how long the oldest of these has been due',
  },
  labels: ['platform', 'lane'],
  async read(database, now) {
    const rows = await database.query<{ platform: string; lane: number; waiting: number; oldest: Date }>(
      `SELECT platform, lane, count(*) AS waiting, min(due) AS "oldest::time" FROM delivery
       WHERE state = 'queued' AND due <= ? GROUP BY platform, lane`,
      now,
    )
    return rows.map(({ platform, lane, waiting, oldest }) => ({
      platform,
      lane: lanes[lane] ?? 'campaign',
      regulars_deliveries_waiting: waiting,
      regulars_deliveries_oldest_seconds: secondsSince(oldest, now),
    }))
  },
}

const untold: Figures = {
  gauges: {
    regulars_deliveries_untold: 'Deliveries that failed or are unknown, of which the owners are still to be told',
  },
  labels: ['state'],
  async read(database) {
    const rows = await Promise.all(
      ['failed', 'unknown'].map(async (state) => {
        const counted = `SELECT count(*) AS n FROM delivery WHERE state = '${state}' AND NOT alerted`
        const [row] = await database.query<{ n: number }>(counted)
        return { state, regulars_deliveries_untold: row?.n ?? 0 }
      }),
    )
    return rows
  },
}

const inbox: Figures = {
  gauges: {
    regulars_inbox_waiting: 'Happenings that were taken in and are not handled yet',
    regulars_inbox_oldest_seconds: 'For how long the oldest of these has waited',
  },
  async read(database, now) {
    const [row] = await database.query<{ n: number; oldest: Date | null }>(
      'SELECT count(*) AS n, min(received) AS "oldest::time" FROM inbox WHERE done IS NULL',
    )
    return [
      {
        regulars_inbox_waiting: row?.n ?? 0,
        regulars_inbox_oldest_seconds: secondsSince(row?.oldest ?? null, now),
      },
    ]
  },
}

/** Those of the engine itself; features have theirs. */
export const engineFigures: readonly Figures[] = [deliveries, untold, inbox]
