import { table } from '../database/table.ts'
import type { Unit } from '../engine/unit.ts'
import type { Alarm } from './rules/clock.ts'

const alarmTable = table('complaint_alarm', {
  id: 'id',
  complaintId: 'bigint',
  kind: 'text',
  level: 'integer',
  due: 'timestamp',
  noticed: 'timestamp',
  told: 'timestamp?',
})

/** Writes down what the clock of a complaint rang for; what is not told at once waits to be summed up. */
export async function addAlarms(
  unit: Unit,
  complaintId: number,
  alarms: readonly Alarm[],
  isTold: (alarm: Alarm) => boolean,
): Promise<void> {
  await unit.sql.insert(
    alarmTable,
    alarms.map((alarm) => ({
      complaintId,
      kind: alarm.kind,
      level: 'level' in alarm ? alarm.level : 0,
      due: alarm.due,
      noticed: unit.now,
      told: isTold(alarm) ? unit.now : null,
    })),
  )
}

/** Marks all alarms as told that waited to be summed up. Gives the complaints that are open still, the oldest first. */
export async function claimAlarms(unit: Unit): Promise<number[]> {
  const rows = await unit.sql.query<{ complaintId: number }>(
    'UPDATE complaint_alarm SET told = ? WHERE told IS NULL RETURNING "complaintId"',
    unit.now,
  )
  const ids = [...new Set(rows.map((row) => row.complaintId))]
  const open = await unit.sql.query<{ id: number }>(
    `SELECT id FROM complaint WHERE ended IS NULL AND id ${unit.sql.among('bigint')} ORDER BY id`,
    ids,
  )
  return open.map((row) => row.id)
}
