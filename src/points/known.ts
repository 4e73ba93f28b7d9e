import { type Knowing, knownRows } from '../engine/known.ts'

/** Who corrected something is not told: that is about somebody else. */
export const pointsKnown: Readonly<Record<string, Knowing>> = {
  points: {
    async one(unit, customerId) {
      const [row] = await unit.sql.query<{ balance: number; debt: number }>(
        'SELECT balance, debt FROM account WHERE "customerId" = ?',
        customerId,
      )
      return row
    },
  },
  lots: knownRows(
    `SELECT id AS key, id AS lot, points, remaining, expired, "purchaseId" AS purchase, earned, usable, expires
     FROM lot WHERE "customerId" = ?`,
    'id',
    'text',
  ),
  entries: knownRows(
    `SELECT id AS key, kind, points, "lotId" AS lot, "purchaseId" AS purchase, reason, at AS written, effective AS at
     FROM entry WHERE "customerId" = ?`,
    'id',
    'text',
  ),
  corrections: knownRows(
    `SELECT reference AS key, reference, points, balance, created AS at FROM adjustment WHERE "customerId" = ?`,
    'reference',
    'text',
  ),
}
