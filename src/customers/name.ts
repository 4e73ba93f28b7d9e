import type { Ask } from '../engine/unit.ts'

/** What a customer is called; his card where he gave no name. */
export const customerName: Ask<string, string> = {
  name: 'customer name',
  async answer(unit, ids) {
    const rows = await unit.sql.query<{ id: string; name: string | null; card: string }>(
      `SELECT id, name, card FROM customer WHERE id ${unit.sql.among('text')}`,
      ids,
    )
    const names = new Map(rows.map(({ id, name, card }) => [id, name ?? card]))
    return ids.map((id) => names.get(id) ?? '?')
  },
}
