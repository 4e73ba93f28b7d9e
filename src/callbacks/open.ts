import type { Turn } from '../engine/turn.ts'
import type { Unit } from '../engine/unit.ts'
import type { Program } from '../program/program.ts'
import { alone } from './alone.ts'
import { freeFor, takeCells } from './cells.ts'
import type { Callback } from './rules/callback.ts'
import { nextAlarm } from './rules/clock.ts'
import { callClock } from './rules/clock-rules.ts'
import { insertCallback, saveCallback } from './store.ts'

/** Longest reason that is kept. */
const longestReason = 1_000

/** A call that staff are to make of our own accord. `at`: not before. `origin` tells a repeat. */
export type CallTask = { customerId: string; origin: string; reason: string; at?: Date; kind: 'task' }

/**
 * Has staff call a customer at the next time at which one of them is free, without a word to the customer. Once for
 * each origin.
 */
export function bookCall(unit: Unit, program: Program, task: CallTask): Promise<Callback> {
  return alone(unit, async () => {
    const { customerId, origin, reason, at = unit.now } = task
    const { callback, isNew } = await insertCallback(unit, {
      ...fresh(unit, program, customerId),
      kind: 'task',
      origin: `task ${origin}`,
      reason: reason.slice(0, longestReason),
      how: 'chat',
    })
    if (!isNew) return callback
    const when = await takeNext(unit, program, callback.id, at)
    const booked: Callback = { ...callback, at: when, state: 'booked' }
    const next = { ...booked, alarm: nextAlarm(booked, callClock(program)) }
    await saveCallback(unit, next)
    return next
  })
}

/** Takes the first free time from then on, and gives it. Where there is none for days it is that time itself. */
export async function takeNext(unit: Unit, program: Program, id: number, from: Date): Promise<Date> {
  const free = await freeFor(unit, program, id)
  const at = free.find((it) => it >= from)
  if (at !== undefined && (await takeCells(unit, program, id, at))) return at
  return from < unit.now ? unit.now : from
}

/** What somebody wants to be called about. */
export type Wish = { reason: string; how: 'phone' | 'chat'; phone: string | null; complaintId: number | null }

/** Keeps what somebody wants until he has chosen a time; once for each happening. */
export async function keepWish(turn: Turn, program: Program, wish: Wish): Promise<Callback> {
  const { happening, contact, unit } = turn
  const asked = { ...fresh(unit, program, contact.customerId), ...wish, reason: wish.reason.slice(0, longestReason) }
  const { callback } = await insertCallback(unit, {
    ...asked,
    alarm: nextAlarm({ ...asked, id: 0 }, callClock(program)),
    origin: `${happening.where.platform} ${happening.id}`,
  })
  return callback
}

/** Begins again with what somebody wanted and did not get; once for each. */
export async function copyWish(unit: Unit, program: Program, missed: Callback): Promise<Callback> {
  const { customerId, reason, how, phone, complaintId, id } = missed
  const wish = { ...fresh(unit, program, customerId), reason, complaintId, phone }
  // The number may be forgotten by now.
  const asked = { ...wish, how: phone === null ? 'chat' : how } as const
  const { callback } = await insertCallback(unit, {
    ...asked,
    alarm: nextAlarm({ ...asked, id: 0 }, callClock(program)),
    origin: `again ${id}`,
  })
  return callback
}

function fresh(unit: Unit, { callbacks }: Program, customerId: string): Omit<Callback, 'id'> {
  return {
    customerId,
    kind: 'asked',
    reason: '',
    how: 'phone',
    phone: null,
    complaintId: null,
    at: null,
    minutes: Math.round(callbacks.length / 60_000),
    state: 'choosing',
    assigneeId: null,
    tries: 0,
    note: null,
    created: unit.now,
    claimed: null,
    tried: null,
    ended: null,
    told: {},
    alarm: null,
    stale: null,
  }
}
