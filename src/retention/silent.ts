import type { Feature } from '../engine/feature.ts'
import { erasing, lossesOf } from '../privacy/exports.ts'
import { cutoff } from './rules.ts'
import type { Sweep } from './sweep.ts'

const dayMs = 86_400_000
/** Customers looked at in one transaction, of whom few are to be erased. */
const page = 200

/**
 * Customers of whom nothing was heard or sold for so long are erased, as if they had asked for it; not those who still have a
 * complaint or a call open, and nobody of the team. Customers are numbered by their time, so all are looked at, once a day.
 */
export const silentCustomers = (features: () => readonly Feature[]): Sweep => ({
  name: 'customers',
  every: dayMs,
  before: ({ retention }, now) => cutoff(retention.customers, now),
  async page(unit, before, after = '') {
    const rows = await unit.sql.query<{ id: string; silent: boolean }>(
      `SELECT c.id, (c.erased IS NULL AND c."partOf" IS NULL AND c.created <= ? AND (c.seen IS NULL OR c.seen <= ?)
           AND NOT EXISTS (SELECT 1 FROM role r WHERE r."customerId" = c.id)
           AND NOT EXISTS (SELECT 1 FROM purchase p WHERE p."customerId" = c.id AND p.at > ?)
           AND NOT EXISTS (SELECT 1 FROM complaint o WHERE o."customerId" = c.id AND o.ended IS NULL)
           AND NOT EXISTS (SELECT 1 FROM callback k WHERE k."customerId" = c.id AND k.ended IS NULL)) AS "silent::boolean"
       FROM (SELECT * FROM customer WHERE id > ? ORDER BY id LIMIT ${page}) AS c ORDER BY c.id`,
      ...[before, before, before, after],
    )
    let taken = 0
    for (const { id } of rows.filter(({ silent }) => silent)) {
      const told = await lossesOf(unit, id)
      const by = { reference: 'system' }
      if ((await unit.act(erasing, { features: features(), customerId: id, told, by })) === 'erased') taken += 1
    }
    const last = rows.at(-1)
    return { taken, ...(last && rows.length === page && { next: last.id }) }
  },
})
