import type { Side } from './side.ts'

/** Sums of the ledger, in points. `uneven`: accounts whose balance or debt is not what their entries and lots come to. */
export type Ledger = { accounts: number; balance: number; debt: number; lots: number; entries: number; uneven: number }

const sql = `SELECT count(*) AS accounts, coalesce(sum(a.balance), 0) AS balance, coalesce(sum(a.debt), 0) AS debt,
    (SELECT coalesce(sum(remaining), 0) FROM lot) AS lots, (SELECT coalesce(sum(points), 0) FROM entry) AS entries,
    coalesce(sum(CASE WHEN a.balance = coalesce(l.points, 0) AND a.balance = coalesce(e.points, 0) AND a.debt = coalesce(e.owed, 0) THEN 0 ELSE 1 END), 0) AS uneven
  FROM account a
  LEFT JOIN (SELECT "customerId", sum(remaining) AS points FROM lot GROUP BY "customerId") l ON l."customerId" = a."customerId"
  LEFT JOIN (SELECT "customerId", sum(points) AS points,
      sum(CASE WHEN kind IN ('owe', 'repay') THEN points ELSE 0 END) AS owed FROM entry GROUP BY "customerId") e ON e."customerId" = a."customerId"`

export async function ledgerOf(side: Side): Promise<Ledger> {
  const { accounts = 0, balance = 0, debt = 0, lots = 0, entries = 0, uneven = 0 } = await side.figures(sql)
  return { accounts, balance, debt, lots, entries, uneven }
}
