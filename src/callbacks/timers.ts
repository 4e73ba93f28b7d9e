import { noteCall } from '../complaints/exports.ts'
import { tell } from '../customers/reach.ts'
import { deskSeat, managerSeats, openDesks } from '../desks/exports.ts'
import type { AnyTimer, TimerDefinition } from '../engine/feature.ts'
import { say } from '../engine/outbox.ts'
import type { Unit } from '../engine/unit.ts'
import { text } from '../language/text.ts'
import type { Program } from '../program/program.ts'
import { cutoff } from '../retention/exports.ts'
import { alone } from './alone.ts'
import { leaveCells } from './cells.ts'
import { type Callback, callNumber, isOver } from './rules/callback.ts'
import { type CallEvent, nextAlarm, ring } from './rules/clock.ts'
import { callClock } from './rules/clock-rules.ts'
import { callManagers, redrawCall, remarkCall, seatEverywhere } from './show/board.ts'
import { tellMissed, tellReminder } from './show/customer.ts'
import { wallTime } from './show/words.ts'
import { callbackById, claimStale, forgetPhone, saveCallback } from './store.ts'

/** Looks at callbacks whose time has come: reminds, shows them to staff, calls further up. */
const clock = (program: Program): TimerDefinition<{ id: number }> => ({
  name: 'callbacks.clock',
  when: '*/5 * * * * *',
  key: ({ id }) => String(id),
  due: (unit, after, most) =>
    unit.sql.query(
      'SELECT id FROM callback WHERE alarm <= ? AND id + 0 > ? ORDER BY id + 0 LIMIT ?',
      unit.now,
      Number(after ?? 0),
      most,
    ),
  fire: (unit, { id }) => alone(unit, () => look(unit, program, id)),
})

async function look(unit: Unit, program: Program, id: number): Promise<void> {
  const callback = await callbackById(unit, id)
  if (!callback) return
  const clock = callClock(program)
  const { next: rung, events } = ring(callback, unit.now, clock)
  const next = { ...rung, alarm: nextAlarm(rung, clock) }
  await saveCallback(unit, next)
  if (isOver(next)) await leaveCells(unit, id)
  for (const event of events) await sound(unit, program, next, event)
  if (events.some(({ kind }) => kind !== 'remind')) await redrawCall(unit, program, next)
}

async function sound(unit: Unit, program: Program, callback: Callback, event: CallEvent): Promise<void> {
  const number = callNumber(callback.id)
  const isAsked = callback.kind === 'asked'
  switch (event.kind) {
    case 'forgotten':
      return
    case 'remind':
      return tellReminder(unit, program, callback)
    case 'due':
      return seatEverywhere(unit, program, callback)
    case 'unclaimed':
      await remarkCall(unit, callback.id, (locale) => ({ text: text(locale, 'call.unclaimed', { number }) }))
      return callManagers(unit, program, callback)
    case 'held':
      if (callback.assigneeId !== null)
        await tell(
          unit,
          callback.assigneeId,
          ({ locale }) => ({
            text: text(locale, 'call.held', { number }),
            parts: [
              { kind: 'buttons', buttons: [{ label: text(locale, 'call.show'), press: `call.show:${callback.id}` }] },
            ],
          }),
          { lane: 'alert', cause: 'callback.held' },
        )
      return
    case 'missed':
      if (isAsked) await tellMissed(unit, callback)
      if (callback.complaintId !== null && callback.at !== null)
        await noteCall(unit, program, callback.complaintId, {
          by: null,
          what: 'missed',
          call: number,
          time: wallTime(callback.at, program),
        })
      // What passed while nobody looked is summed up.
      if (event.isStale) return
      await callManagers(unit, program, callback)
      await remarkCall(unit, callback.id, (locale) => ({ text: text(locale, 'call.missed', { number }) }))
  }
}

/** How many numbers a summary names. */
const examples = 8

/** What passed while nobody looked, in one message for each desk and manager, once everything has been looked at. */
const summary: TimerDefinition<{ key: string }> = {
  name: 'callbacks.summary',
  when: '11,31,51 * * * * *',
  key: ({ key }) => key,
  due: async (unit, after) =>
    after === undefined
      ? unit.sql.query(
          `SELECT 'all' AS key WHERE EXISTS (SELECT 1 FROM callback WHERE stale IS NOT NULL)
           AND (NOT EXISTS (SELECT 1 FROM callback WHERE alarm <= ?)
             OR NOT EXISTS (SELECT 1 FROM callback WHERE stale > ?))`,
          unit.now,
          new Date(unit.now.getTime() - 60_000),
        )
      : [],
  async fire(unit) {
    const ids = await claimStale(unit)
    if (ids.length === 0) return
    const numbers = ids.slice(0, examples).map(callNumber).join(', ')
    const seats = [...(await unit.ask(openDesks, 'all')).map(deskSeat), ...(await managerSeats(unit))]
    for (const { address, locale } of seats)
      say(unit, {
        to: address,
        message: {
          text: text(locale, 'call.summary', { count: ids.length, numbers }),
          parts: [{ kind: 'buttons', buttons: [{ label: text(locale, 'queue.kind.calls'), press: 'queue:calls' }] }],
        },
        lane: 'alert',
        cause: 'callback.summary',
      })
  },
}

/** Phone numbers are forgotten a while after what they were given for is over. */
const phones = (program: Program): TimerDefinition<{ id: number }> => ({
  name: 'callbacks.phones',
  when: '41 */10 * * * *',
  key: ({ id }) => String(id),
  due: async (unit, after, most) => {
    const before = cutoff(program.retention.phones, unit.now)
    if (!before) return []
    return unit.sql.query(
      'SELECT id FROM callback WHERE phone IS NOT NULL AND ended <= ? AND id + 0 > ? ORDER BY id + 0 LIMIT ?',
      before,
      Number(after ?? 0),
      most,
    )
  },
  fire: (unit, { id }) =>
    alone(unit, async () => {
      await forgetPhone(unit, id)
      const callback = await callbackById(unit, id)
      // The cards at the desks do not keep it either.
      if (callback) await redrawCall(unit, program, callback)
    }),
})

export const callTimers = (program: Program): AnyTimer[] => [clock(program), summary, phones(program)] as AnyTimer[]
