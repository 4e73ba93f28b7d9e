import type { Figures } from '../engine/figures.ts'

/** Complaints that are not over: all, those that nobody took, and those of which something is owed and late. */
export const complaintFigures: Figures = {
  gauges: {
    regulars_complaints_open: 'Complaints that are not over',
    regulars_complaints_unclaimed: 'Complaints that nobody has taken',
    regulars_complaints_late: 'Complaints of which a word or the end is owed to the customer, and late',
  },
  async read(database, now) {
    const [row] = await database.query<{ open: number; unclaimed: number; late: number }>(
      `SELECT count(*) AS open, coalesce(sum(CASE WHEN state = 'new' THEN 1 ELSE 0 END), 0) AS unclaimed,
         coalesce(sum(CASE WHEN due < ? THEN 1 ELSE 0 END), 0) AS late
       FROM complaint WHERE ended IS NULL`,
      now,
    )
    return [
      {
        regulars_complaints_open: row?.open ?? 0,
        regulars_complaints_unclaimed: row?.unclaimed ?? 0,
        regulars_complaints_late: row?.late ?? 0,
      },
    ]
  },
}
