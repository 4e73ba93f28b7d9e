import { tell } from '../customers/reach.ts'
import type { AnyTimer, TimerDefinition } from '../engine/feature.ts'
import { formatDay } from '../language/format.ts'
import { text } from '../language/text.ts'
import type { Program } from '../program/program.ts'
import { postToLedger } from './posting.ts'
import { noticeUntil } from './rules.ts'

type Due = { customerId: string }
type Expiring = Due & { points: number; first: Date }

/** Lets points go that have run out. */
const expire: TimerDefinition<Due> = {
  name: 'points.expire',
  when: '15 */5 * * * *',
  key: (row) => row.customerId,
  due: (unit, after, most) =>
    unit.sql.query(
      `SELECT DISTINCT "customerId" FROM lot WHERE expires <= ? AND remaining > 0 AND "customerId" > ?
       ORDER BY "customerId" LIMIT ?`,
      unit.now,
      after ?? '',
      most,
    ),
  async fire(unit, { customerId }) {
    await unit.act(postToLedger, { customerId, post: { kind: 'expire', at: unit.now } })
  },
}

/** Tells customers before points run out: once for each lot, all of a customer's lots in one message. */
const notice = (program: Program): TimerDefinition<Expiring> => ({
  name: 'points.notice',
  when: '45 */10 9-18 * * *',
  key: (row) => row.customerId,
  due: (unit, after, most) =>
    unit.sql.query(
      `SELECT "customerId", sum(remaining) AS points, min(expires) AS "first::time" FROM lot
       WHERE expires > ? AND expires <= ? AND remaining > 0 AND noticed IS NULL AND "customerId" > ?
       GROUP BY "customerId" ORDER BY "customerId" LIMIT ?`,
      unit.now,
      noticeUntil(unit.now, program),
      after ?? '',
      most,
    ),
  async fire(unit, { customerId, points, first }) {
    const marked = await unit.sql.execute(
      'UPDATE lot SET noticed = ? WHERE "customerId" = ? AND expires > ? AND expires <= ? AND remaining > 0 AND noticed IS NULL',
      unit.now,
      customerId,
      unit.now,
      noticeUntil(unit.now, program),
    )
    if (marked === 0) return
    await tell(
      unit,
      customerId,
      ({ locale }) => ({
        text: text(locale, 'points.notice', { points, day: formatDay(first, locale, program.timeZone, unit.now) }),
      }),
      { lane: 'alert', cause: 'points.notice' },
    )
  },
})

export const expiryTimers = (program: Program): AnyTimer[] => [expire, notice(program)] as AnyTimer[]
