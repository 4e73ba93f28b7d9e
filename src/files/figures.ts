import type { Figures } from '../engine/figures.ts'

/** Files that people sent and that are not kept yet. */
export const fileFigures: Figures = {
  gauges: { regulars_files_waiting: 'Files that people sent and that are due to be fetched' },
  labels: ['platform'],
  async read(database, now) {
    const rows = await database.query<{ platform: string; n: number }>(
      `SELECT platform, count(*) AS n FROM file WHERE state = 'waiting' AND due <= ? GROUP BY platform`,
      now,
    )
    return rows.map(({ platform, n }) => ({ platform, regulars_files_waiting: n }))
  },
}
