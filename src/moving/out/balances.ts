import { cellOf, type Sheet } from './sheet.ts'

type Row = { id: string; card: string; points: number; expires: Date | null; usable: Date | null; owed: boolean }

/** What customers have, lot by lot, and what they owe, as the import reads it; without what has run out by that time. */
export const balancesSheet = (now: Date): Sheet => ({
  name: 'balances',
  columns: ['id', 'customer', 'points', 'expires', 'usable'],
  async page(sql, after = '', most) {
    const rows = await sql.query<Row>(
      `SELECT held.id, c.card, held.points, held.expires AS "expires::time", held.usable AS "usable::time",
         held.owed AS "owed::boolean" FROM (
           SELECT id, "customerId", remaining AS points, expires, usable, false AS owed FROM lot
           WHERE remaining <> 0 AND (expires IS NULL OR expires > ?)
           UNION ALL SELECT "customerId", "customerId", -debt, NULL, NULL, true FROM account WHERE debt <> 0) AS held
       JOIN customer c ON c.id = held."customerId" WHERE held.id > ? ORDER BY held.id LIMIT ?`,
      now,
      after,
      most,
    )
    return rows.map(({ id, card, points, expires, usable, owed }) => ({
      key: id,
      cells: [
        ...[id, card, points],
        owed ? null : (cellOf(expires) ?? 'never'),
        usable && usable > now ? cellOf(usable) : null,
      ],
    }))
  },
})
