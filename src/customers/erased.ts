import type { Ask } from '../engine/unit.ts'

/** Whether that customer is forgotten, or never was. */
export const isErased: Ask<string, boolean> = {
  name: 'erased',
  async answer(unit, ids) {
    const rows = await unit.sql.query<{ id: string }>(
      `SELECT id FROM customer WHERE id ${unit.sql.among('text')} AND erased IS NULL`,
      ids,
    )
    const there = new Set(rows.map(({ id }) => id))
    return ids.map((id) => !there.has(id))
  },
}
