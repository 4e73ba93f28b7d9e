import type { Finding } from '../chat.ts'
import type { Reader } from '../database/reader.ts'
import { ok, wrong } from './finding.ts'

/** Accounts whose balance is not the sum of their lots, or not that of their entries: by the promise, none. */
const unbalanced = `
  SELECT count(*) AS count, sum(CASE WHEN off THEN 1 ELSE 0 END) AS off FROM (
    SELECT balance <> coalesce(held, 0) OR balance <> coalesce(written, 0) AS off FROM account
    LEFT JOIN (SELECT "customerId" AS of_lots, sum(remaining) AS held FROM lot WHERE remaining <> 0 GROUP BY "customerId") AS lots
      ON of_lots = account."customerId"
    LEFT JOIN (SELECT "customerId" AS of_entries, sum(points) AS written FROM entry GROUP BY "customerId") AS entries
      ON of_entries = account."customerId") AS accounts`

/** Whether everybody's points add up. */
export async function ledgerFinding(reader: Reader): Promise<Finding> {
  const [row] = await reader.rows(unbalanced)
  const [count, off] = [Number(row?.count ?? 0), Number(row?.off ?? 0)]
  if (off === 0) return ok('ledger', `${count} accounts, all balance`)
  return wrong(
    'ledger',
    `${off} of ${count} accounts do not balance`,
    'Stop the program, keep a copy of the database, and report this: by itself this never happens.',
  )
}
