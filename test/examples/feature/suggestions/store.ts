import { table } from '../../../../src/database/table.ts'
import { type Knowing, knownRows } from '../../../../src/engine/known.ts'
import type { Append, Ask, Unit } from '../../../../src/engine/unit.ts'

export type Suggestion = { customerId: string; text: string; at: Date }

const suggestions = table('suggestion', {
  id: 'id',
  customerId: 'text',
  ownerId: 'text',
  text: 'text',
  at: 'timestamp',
})

/** Kept when the unit ends, all at once. */
export const keepSuggestion: Append<Suggestion> = {
  name: 'suggestions',
  async write(unit, rows) {
    await unit.sql.insert(
      suggestions,
      rows.map((row) => ({ ...row, ownerId: row.customerId })),
    )
  },
}

/** When a customer made suggestions before: one query, however many customers ask at this moment. */
export const madeBy: Ask<string, Date[]> = {
  name: 'suggestions of a customer',
  async answer(unit, customers) {
    const rows = await unit.sql.query<{ customerId: string; at: Date }>(
      `SELECT "customerId", at FROM suggestion WHERE "customerId" ${unit.sql.among('text')}`,
      customers,
    )
    return customers.map((id) => rows.filter(({ customerId }) => customerId === id).map(({ at }) => at))
  },
}

/** The newest first. */
export function newest(unit: Unit, count: number): Promise<Suggestion[]> {
  return unit.sql.query('SELECT "customerId", text, at FROM suggestion ORDER BY id DESC LIMIT ?', count)
}

/** What is known of a customer by this feature, for `/privacy`. */
export const suggestionsKnown: Readonly<Record<string, Knowing>> = {
  suggestions: knownRows('SELECT id AS key, text, at FROM suggestion WHERE "customerId" = ?', 'id', 'number'),
}

/** A customer is forgotten, and with him what he wrote. */
export async function eraseSuggestions(unit: Unit, customerId: string): Promise<void> {
  await unit.sql.execute('DELETE FROM suggestion WHERE "customerId" = ?', customerId)
}
