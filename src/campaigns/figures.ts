import type { Figures } from '../engine/figures.ts'

/** Campaigns under way, and to how many people these are still to go: from their own sums, not from everybody in them. */
export const campaignFigures: Figures = {
  gauges: {
    regulars_campaigns: 'Campaigns that are scheduled, sending or paused',
    regulars_campaign_recipients_left: 'People to whom such a campaign is still to go',
  },
  labels: ['state'],
  async read(database) {
    const rows = await database.query<{ state: string; n: number; rest: number }>(
      `SELECT state, count(*) AS n, sum(total - sent - failed - unknown - skipped - held) AS rest
       FROM campaign WHERE state IN ('scheduled', 'sending', 'paused') GROUP BY state`,
    )
    return ['scheduled', 'sending', 'paused'].map((state) => {
      const row = rows.find((each) => each.state === state)
      return {
        state,
        regulars_campaigns: row?.n ?? 0,
        regulars_campaign_recipients_left: state === 'scheduled' ? 0 : Math.max(0, row?.rest ?? 0),
      }
    })
  },
}
