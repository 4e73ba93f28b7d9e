import type { AnyTimer, TimerDefinition } from '../engine/feature.ts'
import type { Append } from '../engine/unit.ts'

type Old = { id: number }

/** Takes rows away that are older than so many days; what is still owed is never old. */
function retention(table: string, condition: string, days: number): TimerDefinition<Old> {
  const gone: Append<number> = {
    name: `${table} retention`,
    write: async (unit, ids) => {
      await unit.sql.execute(`DELETE FROM ${table} WHERE id ${unit.sql.among('bigint')}`, ids)
    },
  }
  return {
    name: `${table}.retention`,
    when: '30 */10 * * * *',
    key: (row) => String(row.id),
    due: (unit, after, most) =>
      unit.sql.query(
        // Rows are numbered as they come, so the oldest page tells; more would be a look at every row there is.
        `SELECT id FROM (SELECT * FROM ${table} WHERE id > ? ORDER BY id LIMIT ?) AS oldest WHERE ${condition}`,
        Number(after ?? 0),
        most,
        new Date(unit.now.getTime() - days * 86_400_000),
      ),
    fire: async (unit, { id }) => unit.append(gone, id),
  }
}

/** Platforms repeat an event for a day at most; a week of memory is enough to know it again. */
const inboxDays = 7
const deliveryDays = 90
const utteranceDays = 365
const webhookDays = 30

export const retentionTimers = [
  retention('inbox', 'done <= ?', inboxDays),
  retention('delivery', `ended <= ? AND state IN ('sent', 'failed', 'unknown', 'skipped')`, deliveryDays),
  retention('utterance', 'at <= ?', utteranceDays),
  retention('webhook_delivery', 'ended <= ?', webhookDays),
] as AnyTimer[]
