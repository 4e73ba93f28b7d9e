import { records } from '../database/records.ts'
import type { Ask } from '../engine/unit.ts'
import type { EntryKind } from './rules.ts'

/** Some lines of a customer's ledger, the newest first: `most` of them, those before the line `before` if it is given. */
export type Stretch = { customerId: string; before: string | undefined; most: number }

/** A line of the ledger, with the shop's own name of the purchase it belongs to. */
export type Line = {
  id: string
  at: Date
  kind: EntryKind
  points: number
  purchase: { source: string; id: string } | null
  reason: string | null
  author: string | null
}

type Row = Omit<Line, 'purchase'> & { nth: number; source: string | null; reference: string | null }

const wantedRows = records({ customerId: 'text', before: 'text' })

/** Behind the last of all ids, in every collation: they are hexadecimal. */
const end = 'z'

/** Ids rise with time, so that a stretch stays the same while new lines come in. */
export const stretchOf: Ask<Stretch, Line[]> = {
  name: 'stretch',
  key: ({ customerId, before, most }) => `${customerId} ${before} ${most}`,
  async answer(unit, wanted) {
    const found = wanted.map((): Line[] => [])
    // LIMIT takes no column, so those of one length are read together.
    const groups = Map.groupBy(wanted.keys(), (nth) => wanted[nth]?.most ?? 0)
    for (const [most, group] of groups) {
      const stretches = group.flatMap((nth) => wanted[nth] ?? [])
      const rows = await unit.sql.query<Row>(
        `SELECT given.nth, e.id, e.at, e.kind, e.points, e.reason, e.author, p.source, p.reference
         FROM ${wantedRows.in(unit.dialect)} AS given JOIN entry e ON e.id IN (
           SELECT id FROM entry WHERE "customerId" = given."customerId" AND id < given.before ORDER BY id DESC LIMIT ?)
         LEFT JOIN purchase p ON p.id = e."purchaseId" ORDER BY e.id DESC`,
        wantedRows.param(
          stretches.map(({ customerId, before = end }) => ({ customerId, before })),
          unit.dialect,
        ),
        most,
      )
      for (const { nth, source, reference, ...row } of rows)
        found[group[nth] ?? -1]?.push({ ...row, purchase: source === null ? null : { source, id: reference ?? '' } })
    }
    return found
  },
}
