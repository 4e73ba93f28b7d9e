import type { Run } from '../../engine/making.ts'
import { endOfPage, usualPage } from './count.ts'
import { grainMs } from './rules/over-time.ts'

/** When the messages of those rounds left, by grains of time, counted piece by piece. */
export async function sentOver(
  run: Run,
  campaign: number,
  rounds: readonly number[],
  page = usualPage,
): Promise<Map<number, number>> {
  const grains = new Map<number, number>()
  for (let after: string | null = ''; after !== null; ) {
    const from: string = after
    const { rows, upTo } = await run(async (unit) => {
      const upTo = await endOfPage(unit, campaign, rounds, from, page)
      const grain =
        unit.dialect === 'sqlite'
          ? `sent / ${grainMs}`
          : `CAST(floor(extract(epoch FROM sent) * 1000 / ${grainMs}) AS bigint)`
      const rows = await unit.sql.query<{ grain: number; n: number }>(
        `SELECT ${grain} AS grain, count(*) AS n FROM campaign_recipient
         WHERE "campaignId" = ? AND round IN (${rounds.map(Number).join(', ')}) AND state = 'sent' AND sent IS NOT NULL AND "ownerId" > ?
           ${upTo === null ? '' : 'AND "ownerId" <= ?'} GROUP BY 1`,
        campaign,
        from,
        ...(upTo === null ? [] : [upTo]),
      )
      return { rows, upTo }
    })
    for (const { grain, n } of rows) grains.set(grain, (grains.get(grain) ?? 0) + n)
    after = upTo
  }
  return grains
}
