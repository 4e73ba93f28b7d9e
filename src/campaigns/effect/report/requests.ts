import type { Address } from '../../../chat.ts'
import { table } from '../../../database/table.ts'
import type { Unit } from '../../../engine/unit.ts'
import type { Locale } from '../../../language/text.ts'

/** A report that somebody waits for. */
export type ReportRequest = {
  campaignId: number
  /** The one round that it is about; null for all. */
  round: number | null
  askedBy: string
  address: Address
  locale: Locale
}

/** Wakes whoever works them out. */
export const reportsTopic = 'campaign_reports'

const requests = table('campaign_report', {
  id: 'id',
  campaignId: 'integer',
  askedBy: 'text',
  round: 'integer?',
  address: 'text',
  locale: 'text',
  created: 'timestamp',
})

export async function askForReport(unit: Unit, { address, ...request }: ReportRequest): Promise<void> {
  await unit.sql.insert(requests, [{ ...request, address: JSON.stringify(address), created: unit.now }])
  unit.notify(reportsTopic)
}

/** The one that has waited longest. */
export async function nextRequest(unit: Unit): Promise<(ReportRequest & { id: number }) | undefined> {
  const [row] = await unit.sql.query<Omit<ReportRequest, 'address'> & { id: number; address: string }>(
    'SELECT id, "campaignId", round, "askedBy", address, locale FROM campaign_report ORDER BY id LIMIT 1',
  )
  return row && { ...row, address: JSON.parse(row.address) as Address }
}

/** Nobody waits for it any more. Gives whether somebody did. */
export async function endRequest(unit: Unit, id: number): Promise<boolean> {
  return (await unit.sql.execute('DELETE FROM campaign_report WHERE id = ?', id)) > 0
}
