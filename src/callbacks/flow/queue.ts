import type { QueueDefinition } from '../../engine/feature.ts'
import { formatTime } from '../../language/format.ts'
import type { Program } from '../../program/program.ts'
import { callNumber } from '../rules/callback.ts'
import { callStateLine } from '../show/card.ts'
import { personName } from '../show/facts.ts'
import { callPage, queueOfCalls } from '../store.ts'

/** Calls that are due or to come. */
export const callQueue = (program: Program): QueueDefinition => ({
  size: callPage,
  show: async (turn, skip) => {
    const { unit, locale, now } = turn
    const { rows, count } = await queueOfCalls(unit, skip)
    const lines = await Promise.all(
      rows.map(async (callback): Promise<[string, string]> => {
        const { id, customerId, at, assigneeId } = callback
        const name = await personName(unit, customerId)
        const assignee = assigneeId === null ? null : await personName(unit, assigneeId)
        const time = at === null ? '' : formatTime(at, locale, program.timeZone, now)
        return [[callNumber(id), name].join(' · '), [time, callStateLine({ callback, assignee }, locale)].join(' · ')]
      }),
    )
    return {
      text: turn.t('queue.calls', { count }),
      rows: lines,
      choices: rows.map(({ id }) => ({ label: callNumber(id), press: `call.show:${id}` })),
      hasMore: skip + callPage < count,
    }
  },
})
