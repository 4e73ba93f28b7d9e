import { type Knowing, knownRows } from '../engine/known.ts'

/** Amounts are in minor units of the currency. */
export const purchasesKnown: Readonly<Record<string, Knowing>> = {
  purchases: knownRows(
    `SELECT id AS key, id AS purchase, source, reference, amount, currency, at, items, code, points, refunded
     FROM purchase WHERE "customerId" = ?`,
    'id',
    'text',
  ),
  refunds: knownRows(
    `SELECT f.id AS key, f."purchaseId" AS purchase, f.reference, f.amount, f.points, f.created AS at
     FROM purchase p JOIN refund f ON f."purchaseId" = p.id WHERE p."customerId" = ?`,
    'f.id',
    'text',
  ),
}
