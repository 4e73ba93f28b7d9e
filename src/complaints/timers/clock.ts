import { tell } from '../../customers/reach.ts'
import { deskSeat, managerSeats, openDesks, seatsOf } from '../../desks/exports.ts'
import type { AnyTimer, TimerDefinition } from '../../engine/feature.ts'
import { say } from '../../engine/outbox.ts'
import type { Unit } from '../../engine/unit.ts'
import { formatTime } from '../../language/format.ts'
import { text } from '../../language/text.ts'
import type { Program } from '../../program/program.ts'
import { addAlarms, claimAlarms } from '../alarms.ts'
import { alone } from '../alone.ts'
import { aboutComplaint } from '../names.ts'
import { type Alarm, afterTold, alarms, isStale } from '../rules/clock.ts'
import { type Complaint, numberOf } from '../rules/complaint.ts'
import { clockRules, timesOf } from '../rules/desk-rules.ts'
import { redraw, remark, seatComplaint } from '../show/board.ts'
import { lockComplaints, saveComplaints } from '../store.ts'
import { tellWorld } from '../world.ts'

/** Looks at the clocks of complaints that ring: warns, and calls further up. Each alarm is told once. */
const ring = (program: Program): TimerDefinition<{ id: number }> => ({
  name: 'complaints.clock',
  when: '*/5 * * * * *',
  key: ({ id }) => String(id),
  due: (unit, after, most) =>
    unit.sql.query(
      // By `id` itself SQLite would walk through all complaints there ever were.
      'SELECT id FROM complaint WHERE alarm <= ? AND id + 0 > ? ORDER BY id + 0 LIMIT ?',
      unit.now,
      Number(after ?? 0),
      most,
    ),
  fire: (unit, { id }) => alone(unit, () => look(unit, program, id)),
})

async function look(unit: Unit, program: Program, id: number): Promise<void> {
  const complaint = (await lockComplaints(unit, [id])).get(id)
  if (!complaint) return
  const rules = clockRules(program)
  const found = alarms(complaint, unit.now, rules)
  const next = { ...complaint, told: afterTold(complaint.told, found) }
  await saveComplaints(unit, [{ ...next, ...timesOf(next, rules) }])
  // The highest call counts: after a pause the lower ones would come all at once.
  const calls = found.filter(({ kind }) => kind === 'unclaimed').slice(-1)
  const told = [...found.filter(({ kind }) => kind !== 'unclaimed'), ...calls]
  await addAlarms(unit, id, told, (alarm) => !isStale(alarm, unit.now))
  for (const alarm of told) if (!isStale(alarm, unit.now)) await sound(unit, program, next, alarm)
  if (told.some(({ kind }) => kind === 'answer-late' || kind === 'resolve-late')) await tellWorld(unit, 'late', next)
  if (told.length > 0) await redraw(unit, program, next)
}

/** Tells those concerned, and shows the complaint where it was not seen yet. */
async function sound(unit: Unit, program: Program, complaint: Complaint, alarm: Alarm): Promise<void> {
  const time = (locale: string) => formatTime(alarm.due, locale, program.timeZone, unit.now)
  const number = numberOf(complaint.id)
  await remark(unit, complaint, (locale) => ({
    text: text(locale, `alarm.${alarm.kind}`, { number, time: time(locale) }),
  }))
  const isLate = alarm.kind === 'answer-late' || alarm.kind === 'resolve-late'
  if (complaint.assigneeId !== null)
    await tell(
      unit,
      complaint.assigneeId,
      ({ locale }) => ({ text: text(locale, `alarm.${alarm.kind}`, { number, time: time(locale) }) }),
      { lane: 'alert', cause: 'complaint.alarm' },
    )
  if (alarm.kind === 'unclaimed') await callFurther(unit, program, complaint, alarm.level)
  else if (isLate) await callManagers(unit, program, complaint)
}

/** First the other desks, then the managers directly; at last those again who have it and did not take it. */
async function callFurther(unit: Unit, program: Program, complaint: Complaint, level: number): Promise<void> {
  if (level === 1) {
    const seated = new Set((await unit.ask(seatsOf, aboutComplaint(complaint.id))).map(({ seat }) => seat))
    const fresh = (await unit.ask(openDesks, 'all')).map(deskSeat).filter(({ seat }) => !seated.has(seat))
    for (const seat of fresh) await seatComplaint(unit, program, complaint, seat)
    if (fresh.length > 0) return
  }
  await callManagers(unit, program, complaint)
}

async function callManagers(unit: Unit, program: Program, complaint: Complaint): Promise<void> {
  for (const seat of await managerSeats(unit)) await seatComplaint(unit, program, complaint, seat)
}

/** How many numbers a summary names. */
const examples = 8

/** For how long a clock that rings and cannot be looked at holds up the summary of the others. */
const patienceMs = 60_000

/** What rang while nobody looked, in one message for each desk and manager, once everything has been looked at. */
const summary: TimerDefinition<{ key: string }> = {
  name: 'complaints.summary',
  when: '7,27,47 * * * * *',
  key: ({ key }) => key,
  due: async (unit, after) =>
    after === undefined
      ? unit.sql.query(
          `SELECT 'all' AS key WHERE EXISTS (SELECT 1 FROM complaint_alarm WHERE told IS NULL)
           AND (NOT EXISTS (SELECT 1 FROM complaint WHERE alarm <= ?)
             OR NOT EXISTS (SELECT 1 FROM complaint_alarm WHERE told IS NULL AND noticed > ?))`,
          unit.now,
          new Date(unit.now.getTime() - patienceMs),
        )
      : [],
  async fire(unit) {
    const ids = await claimAlarms(unit)
    if (ids.length === 0) return
    const numbers = ids.slice(0, examples).map(numberOf).join(', ')
    // The managers as well: by now they would have been called, and nothing calls them any more.
    for (const { address, locale } of [
      ...(await unit.ask(openDesks, 'all')).map(deskSeat),
      ...(await managerSeats(unit)),
    ])
      say(unit, {
        to: address,
        message: {
          text: text(locale, 'alarm.summary', { count: ids.length, numbers }),
          parts: [{ kind: 'buttons', buttons: [{ label: text(locale, 'queue.kind.late'), press: 'queue:late' }] }],
        },
        lane: 'alert',
        cause: 'complaint.summary',
      })
  },
}

export const clockTimers = (program: Program): AnyTimer[] => [ring(program), summary] as AnyTimer[]
