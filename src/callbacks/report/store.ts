import type { Unit } from '../../engine/unit.ts'
import { boughtBetween } from '../../purchases/exports.ts'
import type { Days } from '../../reports/period.ts'
import type { Callback } from '../rules/callback.ts'
import type { CallFigure } from './rules.ts'

const thirtyDays = 30 * 86_400_000

type Row = Pick<
  Callback,
  'id' | 'customerId' | 'kind' | 'how' | 'state' | 'created' | 'tried' | 'ended' | 'tries' | 'assigneeId'
> & { at: Date; told: string }

/** Calls that were agreed for those days, in order, after that one. */
export async function callRows(unit: Unit, { from, to }: Days, after: number, most: number): Promise<CallFigure[]> {
  const rows = await unit.sql.query<Row>(
    `SELECT id, "customerId", kind, how, state, at, created, tried, ended, tries, "assigneeId", told
     FROM callback WHERE at >= ? AND at < ? AND id > ? ORDER BY id LIMIT ?`,
    from,
    to,
    after,
    most,
  )
  return Promise.all(
    rows.map(async ({ customerId, told, assigneeId, ...row }): Promise<CallFigure> => {
      const { state, ended } = row
      const since = state === 'done' ? ended : null
      const bought =
        since !== null &&
        (await unit.ask(boughtBetween, { customerId, from: since, to: new Date(since.getTime() + thirtyDays) }))
      return { ...row, staff: assigneeId, isMissed: JSON.parse(told).missed === 1, bought }
    }),
  )
}
