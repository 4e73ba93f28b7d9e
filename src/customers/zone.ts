import type { Ask, Unit } from '../engine/unit.ts'

/** IANA name of the time zone by whose clock a customer goes; null for that of the shop. */
export const zoneOf: Ask<string, string | null> = {
  name: 'zone',
  async answer(unit, ids) {
    const rows = await unit.sql.query<{ id: string; timeZone: string | null }>(
      `SELECT id, "timeZone" FROM customer WHERE id ${unit.sql.among('text')}`,
      ids,
    )
    const zones = new Map(rows.map((row) => [row.id, row.timeZone]))
    return ids.map((id) => zones.get(id) ?? null)
  },
}

export async function setZone(unit: Unit, customerId: string, timeZone: string | null): Promise<void> {
  await unit.sql.execute('UPDATE customer SET "timeZone" = ? WHERE id = ?', timeZone, customerId)
  unit.know(zoneOf, customerId, timeZone)
}
