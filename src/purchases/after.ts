import { records } from '../database/records.ts'
import type { Ask } from '../engine/unit.ts'

const wanted = records({ customerId: 'text', from: 'timestamp', to: 'timestamp' })

/** Whether that customer bought anything from the one instant until just before the other. */
export const boughtBetween: Ask<{ customerId: string; from: Date; to: Date }, boolean> = {
  name: 'bought between',
  key: ({ customerId, from, to }) => `${customerId} ${from.getTime()} ${to.getTime()}`,
  async answer(unit, keys) {
    const rows = await unit.sql.query<{ nth: number }>(
      `SELECT given.nth FROM ${wanted.in(unit.dialect)} AS given WHERE EXISTS (
         SELECT 1 FROM purchase p WHERE p."customerId" = given."customerId" AND p.at >= given."from" AND p.at < given."to"
           AND p.refunded < p.amount)`,
      wanted.param(keys, unit.dialect),
    )
    const found = new Set(rows.map(({ nth }) => nth))
    return keys.map((_, nth) => found.has(nth))
  },
}
