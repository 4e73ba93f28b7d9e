import { table } from '../database/table.ts'
import type { Turn } from '../engine/turn.ts'
import type { Append, Unit } from '../engine/unit.ts'

/** Who did it: somebody in chat, a key of the API, or the program itself. */
export type Actor = Turn | { reference: string }

/** A privileged act, for the trail. `detail` holds ids and figures only. */
export type Act = { act: string; subject: string; detail?: Record<string, string | number | boolean | null> }

const audits = table('audit', {
  id: 'id',
  at: 'timestamp',
  actor: 'text',
  act: 'text',
  subject: 'text',
  detail: 'text',
})

const trail: Append<{ at: Date; actor: string; act: string; subject: string; detail: string }> = {
  name: 'audit',
  write: async (unit, rows) => {
    await unit.sql.insert(audits, rows)
  },
}

/** Writes a privileged act into the trail, in the transaction of the act itself. */
export function audit(unit: Unit, actor: Actor, { act, subject, detail }: Act): void {
  unit.append(trail, {
    at: unit.now,
    actor: 'reference' in actor ? actor.reference : `customer:${actor.contact.customerId}`,
    act,
    subject,
    detail: JSON.stringify(detail ?? {}),
  })
}
