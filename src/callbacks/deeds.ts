import { noteCall } from '../complaints/exports.ts'
import { isErased } from '../customers/erased.ts'
import type { Unit } from '../engine/unit.ts'
import type { Program } from '../program/program.ts'
import { alone } from './alone.ts'
import { leaveCells, takeCells } from './cells.ts'
import { takeNext } from './open.ts'
import { type Callback, callNumber, isOver } from './rules/callback.ts'
import { nextAlarm } from './rules/clock.ts'
import { callClock } from './rules/clock-rules.ts'
import { type CallRefusal, decideCall } from './rules/decide.ts'
import { isSlot } from './rules/slots.ts'
import { redrawCall } from './show/board.ts'
import { tellClaimed, tellMoved, tellUnreached } from './show/customer.ts'
import { personName } from './show/facts.ts'
import { wallTime } from './show/words.ts'
import { callbackById, openCallbacksOf, saveCallback } from './store.ts'

/** What somebody wants done to a callback. */
export type CallOrder =
  | { kind: 'book' | 'move'; at: Date }
  | { kind: 'nobody' | 'cancel' | 'claim' }
  | { kind: 'done'; note: string }
  | { kind: 'note'; text: string }

/** `holder` has it. `taken`: that time was just given away, or is none. `another`: the customer has one agreed already. */
export type CallOutcome =
  | { kind: 'done'; callback: Callback; before: Callback }
  | { kind: 'refused'; why: CallRefusal | 'gone' | 'taken' | 'another'; callback?: Callback; holder?: string }

/** By whom; customers can do something to their own callbacks alone. */
export type CallDoer = { id: string; side: 'customer' | 'staff' }

/** Does something to a callback, alone of all who want to, and shows everybody what has changed. */
export function doCall(unit: Unit, program: Program, id: number, order: CallOrder, by: CallDoer): Promise<CallOutcome> {
  return alone(unit, () => carry(unit, program, id, order, by))
}

async function carry(unit: Unit, program: Program, id: number, order: CallOrder, by: CallDoer): Promise<CallOutcome> {
  const before = await callbackById(unit, id)
  const isTheirs = by.side === 'staff' || before?.customerId === by.id
  if (!before || !isTheirs || (await unit.ask(isErased, before.customerId))) return { kind: 'refused', why: 'gone' }
  const { callbacks } = program
  const minutes = Math.round(callbacks.length / 60_000)
  const reminded = (at: Date) => at.getTime() - callbacks.remind <= unit.now.getTime()
  const timed = (at: Date) => ({ at, minutes, isReminded: reminded(at) })
  const trial = decideCall(before, deedOf(order, timed), by.id, unit.now)
  if ('refused' in trial) return refused(unit, before, trial.refused)
  if (order.kind === 'book' || order.kind === 'move') {
    if (order.kind === 'book' && before.at === null && (await hasAnother(unit, before)))
      return { kind: 'refused', why: 'another', callback: before }
    if (before.at?.getTime() === order.at.getTime() && before.state === 'booked')
      return { kind: 'done', callback: before, before }
    const isFree = isSlot(order.at, unit.now, callbacks) && (await takeCells(unit, program, id, order.at))
    if (!isFree) return { kind: 'refused', why: 'taken', callback: before }
  }
  let decision: typeof trial | { refused: CallRefusal } = trial
  if (order.kind === 'nobody') {
    const pause = callbacks.retries[before.tries]
    if (pause !== undefined) {
      const at = await takeNext(unit, program, id, new Date(unit.now.getTime() + pause))
      decision = decideCall(before, { kind: 'nobody', ...timed(at) }, by.id, unit.now)
    }
  }
  if ('refused' in decision) return refused(unit, before, decision.refused)
  const callback = { ...decision.next, alarm: nextAlarm(decision.next, callClock(program)) }
  await saveCallback(unit, callback)
  if (isOver(callback)) await leaveCells(unit, id)
  await tellCustomer(unit, program, { before, callback, order, by })
  await redrawCall(unit, program, callback)
  await noteChange(unit, program, { before, callback, order, by })
  return { kind: 'done', callback, before }
}

function deedOf(
  order: CallOrder,
  timed: (at: Date) => { at: Date; minutes: number; isReminded: boolean },
): Parameters<typeof decideCall>[1] {
  if (order.kind === 'book' || order.kind === 'move') return { kind: order.kind, ...timed(order.at) }
  if (order.kind === 'nobody') return { kind: 'nobody', at: null, minutes: 0, isReminded: false }
  return order as Parameters<typeof decideCall>[1]
}

async function refused(unit: Unit, callback: Callback, why: CallRefusal): Promise<CallOutcome> {
  const { assigneeId } = callback
  const holder = assigneeId === null ? {} : { holder: await personName(unit, assigneeId) }
  return { kind: 'refused', why, callback, ...holder }
}

async function hasAnother(unit: Unit, { id, customerId }: Callback): Promise<boolean> {
  return (await openCallbacksOf(unit, customerId)).some((it) => it.id !== id && it.at !== null)
}

type Change = { before: Callback; callback: Callback; order: CallOrder; by: CallDoer }

/** What became of a call is seen in the complaint that it is about. */
async function noteChange(unit: Unit, program: Program, { before, callback, order, by }: Change): Promise<void> {
  const { complaintId, at, state } = callback
  if (complaintId === null || at === null || order.kind === 'note' || order.kind === 'claim') return
  const what = state === 'booked' && before.at !== null ? (order.kind === 'nobody' ? 'again' : 'moved') : state
  await noteCall(unit, program, complaintId, {
    by: by.id,
    what,
    call: callNumber(callback.id),
    time: wallTime(at, program),
  })
}

/** What the customer hears of what staff do. Of a task of ours he learns only when he is called. */
async function tellCustomer(unit: Unit, program: Program, { callback, order, by }: Change): Promise<void> {
  if (by.side === 'customer') return
  const isAsked = callback.kind === 'asked'
  if (order.kind === 'claim' && callback.how === 'chat' && isAsked)
    await tellClaimed(unit, callback, await personName(unit, by.id))
  if (order.kind === 'move' && isAsked) await tellMoved(unit, program, callback)
  if (order.kind === 'nobody' && isAsked)
    await (callback.state === 'missed' ? tellUnreached(unit, callback) : tellMoved(unit, program, callback, 'again'))
}
