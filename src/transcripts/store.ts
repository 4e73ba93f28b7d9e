import type { Happening } from '../chat.ts'
import { table } from '../database/table.ts'
import { placeKey } from '../engine/outbox.ts'
import type { Append, Unit } from '../engine/unit.ts'

type Utterance = {
  platform: string
  place: string
  message: string
  kind: string
  customerId: string
  text: string | null
  at: Date
}

const utterances = table('utterance', {
  id: 'id',
  platform: 'text',
  place: 'text',
  message: 'text',
  kind: 'text',
  customerId: 'text',
  text: 'text?',
  at: 'timestamp',
})

const spoken: Append<Utterance> = {
  name: 'utterance',
  write: async (unit, rows) => {
    await unit.sql.insert(utterances, rows)
  },
}

/**
 * Keeps what was said, and that it was edited or deleted: a row for each, so that nothing said before is overwritten.
 * Only what can be edited is kept: a platform that names no message cannot tell of its edits.
 */
export function keepUtterance(unit: Unit, happening: Happening, customerId: string): void {
  if (happening.kind !== 'said' && happening.kind !== 'edited' && happening.kind !== 'deleted') return
  const { kind, message, where, at } = happening
  if (message === undefined) return
  const text = happening.kind === 'deleted' ? null : happening.text
  unit.append(spoken, { platform: where.platform, place: placeKey(where), message, kind, customerId, text, at })
}
