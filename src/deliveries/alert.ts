import { complaintTroubles } from '../complaints/exports.ts'
import { tell } from '../customers/reach.ts'
import { unreachable } from '../engine/departures.ts'
import type { TimerDefinition } from '../engine/feature.ts'
import { text } from '../language/text.ts'
import { holdersOf } from '../staff/exports.ts'

const name = 'deliveries.alert'
const untold = `state = 'failed' AND NOT alerted AND cause <> '${name}' AND coalesce(trouble, '') <> '${unreachable}'
  AND recipient IS NULL AND NOT ${complaintTroubles}`
const examples = 3

/**
 * Tells the owners what could not be delivered: everything since the last time in one message. People who blocked
 * the bot are no news, and neither is a message like this one; of answers to complaints those are told who gave
 * them, and of campaigns whoever started them.
 */
export const failureAlert: TimerDefinition<{ id: number }> = {
  name,
  when: '*/20 * * * * *',
  key: (row) => String(row.id),
  due: (unit, after) =>
    after === undefined
      ? unit.sql.query(`SELECT id FROM delivery WHERE ${untold} ORDER BY id LIMIT 1`)
      : Promise.resolve([]),
  async fire(unit) {
    const told = await unit.sql.query<{ id: number }>(
      `UPDATE delivery SET alerted = ? WHERE ${untold} RETURNING id`,
      true,
    )
    if (told.length === 0) return
    const ids = told.map((row) => row.id).sort((a, b) => a - b)
    for (const owner of await holdersOf(unit, 'owner'))
      await tell(
        unit,
        owner,
        ({ locale }) => ({
          text: text(locale, 'deliveries.failed', { count: ids.length, examples: ids.slice(0, examples).join(', ') }),
        }),
        { lane: 'alert', cause: name },
      )
  },
}
