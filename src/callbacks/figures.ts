import type { Figures } from '../engine/figures.ts'

/** Callbacks that are not over: agreed upon, and those whose time has come. */
export const callbackFigures: Figures = {
  gauges: {
    regulars_callbacks_open: 'Callbacks that were agreed upon and are not over',
    regulars_callbacks_due: 'Callbacks whose time has come and that are not over',
  },
  async read(database, now) {
    const [row] = await database.query<{ open: number; due: number }>(
      `SELECT count(*) AS open, coalesce(sum(CASE WHEN at <= ? THEN 1 ELSE 0 END), 0) AS due
       FROM callback WHERE ended IS NULL AND at IS NOT NULL`,
      now,
    )
    return [{ regulars_callbacks_open: row?.open ?? 0, regulars_callbacks_due: row?.due ?? 0 }]
  },
}
