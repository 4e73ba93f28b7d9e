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
    // Lots that are used up are found by the entry that made them only.
    `SELECT e.id AS key, l.id AS lot, l.points, l.remaining, l.expired, l."purchaseId" AS purchase, l.earned, l.usable, l.expires
     FROM entry e JOIN lot l ON l.id = e."lotId"
     WHERE e.kind IN ('earn', 'adjust', 'owe') AND e.points > 0 AND e."customerId" = ?`,
    'e.id',
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
