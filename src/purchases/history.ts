import type { Ask, Unit } from '../engine/unit.ts'

/** What a customer has bought: how often, for how much in all (minor units, refunds taken off), and when last. */
export type Bought = { count: number; amount: number; last: Date | null }

export const boughtBy: Ask<string, Bought> = {
  name: 'bought',
  async answer(unit, ids) {
    const rows = await unit.sql.query<{ customerId: string; count: number; amount: number; last: Date }>(
      `SELECT "customerId", count(*) AS count, sum(amount - refunded) AS amount, max(at) AS "last::time" FROM purchase
       WHERE "customerId" ${unit.sql.among('text')} GROUP BY "customerId"`,
      ids,
    )
    const found = new Map(rows.map(({ customerId, ...row }) => [customerId, row]))
    return ids.map((id) => found.get(id) ?? { count: 0, amount: 0, last: null })
  },
}

/** A purchase as one speaks of it. `items` are the names of what was bought. */
export type Visit = { id: string; amount: number; currency: string; at: Date; items: string[] }

type VisitRow = Omit<Visit, 'items'> & { items: string | null }

const visitFrom = ({ items, ...row }: VisitRow): Visit => ({
  ...row,
  items: items === null ? [] : (JSON.parse(items) as { name?: string; sku?: string }[]).map(nameOf).filter(Boolean),
})

const nameOf = ({ name, sku }: { name?: string; sku?: string }) => name ?? sku ?? ''

/** The last purchases of a customer, the newest first, not older than that. */
export async function visitsOf(unit: Unit, customerId: string, since: Date, most: number): Promise<Visit[]> {
  const rows = await unit.sql.query<VisitRow>(
    `SELECT id, amount, currency, at, items FROM purchase WHERE "customerId" = ? AND at >= ?
     ORDER BY at DESC, id DESC LIMIT ?`,
    customerId,
    since,
    most,
  )
  return rows.map(visitFrom)
}

/** Purchases by our own id. */
export const visitOf: Ask<string, (Visit & { customerId: string }) | undefined> = {
  name: 'visit',
  async answer(unit, ids) {
    const rows = await unit.sql.query<VisitRow & { customerId: string }>(
      `SELECT id, "customerId", amount, currency, at, items FROM purchase WHERE id ${unit.sql.among('text')}`,
      ids,
    )
    const found = new Map(
      rows.map(({ customerId, ...row }): [string, Visit & { customerId: string }] => [
        row.id,
        { ...visitFrom(row), customerId },
      ]),
    )
    return ids.map((id) => found.get(id))
  },
}
