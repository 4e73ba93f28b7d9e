import { moneyText } from '../../points/money.ts'
import type { SaleItem } from '../../purchases/exports.ts'
import { cellOf, type Sheet } from './sheet.ts'

type Row = {
  id: string
  source: string
  reference: string
  card: string
  amount: number
  currency: string
  at: Date
  items: string | null
  code: string | null
  points: number
  refunded: number
}

/** Purchases as the import reads them; the points that they earned are in the balances. */
export const purchasesSheet: Sheet = {
  name: 'purchases',
  columns: [
    'source',
    'reference',
    'customer',
    'amount',
    'currency',
    'at',
    'items',
    'code',
    'points',
    'refunded',
    'earns',
  ],
  async page(sql, after = '', most) {
    const rows = await sql.query<Row>(
      `SELECT p.id, p.source, p.reference, c.card, p.amount, p.currency, p.at, p.items, p.code, p.points, p.refunded
       FROM purchase p JOIN customer c ON c.id = p."customerId" WHERE p.id > ? ORDER BY p.id LIMIT ?`,
      after,
      most,
    )
    return rows.map(({ id, amount, currency, at, items, refunded, ...row }) => ({
      key: id,
      cells: [
        ...[row.source, row.reference, row.card, moneyText(amount, currency), currency, cellOf(at)],
        ...[
          items === null ? null : itemsText(items, currency),
          row.code,
          row.points,
          moneyText(refunded, currency),
          'no',
        ],
      ],
    }))
  },
}

function itemsText(items: string, currency: string): string {
  const list = JSON.parse(items) as SaleItem[]
  return JSON.stringify(list.map((item) => ({ ...item, amount: moneyText(item.amount, currency) })))
}
