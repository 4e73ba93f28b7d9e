import { type Figures, secondsSince } from '../engine/figures.ts'

/** Events that webhooks are still to be told of. */
export const webhookFigures: Figures = {
  gauges: {
    regulars_webhook_events_waiting: 'Events that are due and of which a webhook is still to be told',
    regulars_webhook_events_oldest_seconds: 'How long ago the oldest of these happened',
  },
  async read(database, now) {
    const [row] = await database.query<{ n: number; oldest: Date | null }>(
      `SELECT count(*) AS n, min(created) AS "oldest::time" FROM webhook_delivery WHERE state = 'queued' AND due <= ?`,
      now,
    )
    return [
      {
        regulars_webhook_events_waiting: row?.n ?? 0,
        regulars_webhook_events_oldest_seconds: secondsSince(row?.oldest ?? null, now),
      },
    ]
  },
}
