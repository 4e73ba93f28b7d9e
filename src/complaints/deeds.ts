import { isErased } from '../customers/erased.ts'
import { deskSeat, managerSeats, openDesks } from '../desks/exports.ts'
import type { Act, Unit } from '../engine/unit.ts'
import type { Program } from '../program/program.ts'
import { alone } from './alone.ts'
import { addLines, type Line, linesOf, lineWrittenIn, type NewLine, type Source } from './lines.ts'
import { addMarks } from './marks.ts'
import { type RecoveryOutcome, recover } from './recovery.ts'
import { type Complaint, numberOf } from './rules/complaint.ts'
import { type Deed, type Doer, decide, type Refusal, type Written } from './rules/decide.ts'
import { clockRules, timesOf } from './rules/desk-rules.ts'
import { marksOf } from './rules/marks.ts'
import { postLine, redraw, seatComplaint } from './show/board.ts'
import { answerCustomer, tellProgress, tellResolved } from './show/customer.ts'
import { nameOf } from './show/facts.ts'
import { lockComplaints, saveComplaints } from './store.ts'
import { tellWorld } from './world.ts'

/**
 * Something to be done to a complaint. `points` to make good, on resolving. `source`: where it was written; with `isOnce`
 * what was written there once is not written again.
 */
export type DeedOrder = {
  program: Program
  id: number
  deed: Deed
  by: Doer
  source?: Source | undefined
  points?: number
  isOnce?: true
}

/** `holder` has it already. `isReached`: whether what was said can go to the customer at all. */
export type DeedOutcome =
  | { kind: 'done'; complaint: Complaint; line: Line; recovery: RecoveryOutcome; isReached: boolean; isRepeat?: true }
  | { kind: 'refused'; why: Refusal | 'gone'; complaint?: Complaint; holder?: string }

/** Does things to complaints, one after the other, and shows everybody what has changed. */
export const doDeed: Act<DeedOrder, DeedOutcome> = {
  name: 'complaint',
  carry: (unit, orders) => alone(unit, () => carry(unit, orders)),
}

async function carry(unit: Unit, orders: readonly DeedOrder[]): Promise<DeedOutcome[]> {
  const wanted = orders.flatMap(({ id, deed }) => (deed.kind === 'merge' ? [id, deed.into.id] : [id]))
  const complaints = await lockComplaints(unit, wanted)
  const touched = new Map<number, Program>()
  const outcomes: DeedOutcome[] = []
  for (const order of orders) {
    const outcome = await carryOne(unit, complaints, order)
    if (outcome.kind === 'done') touched.set(order.id, order.program)
    outcomes.push(outcome)
  }
  for (const [id, program] of touched) {
    const complaint = complaints.get(id)
    if (complaint) await redraw(unit, program, complaint)
  }
  return outcomes
}

async function carryOne(
  unit: Unit,
  complaints: Map<number, Complaint>,
  { program, id, deed: wanted, by, source, points = 0, isOnce }: DeedOrder,
): Promise<DeedOutcome> {
  const complaint = complaints.get(id)
  if (!complaint || (await unit.ask(isErased, complaint.customerId))) return { kind: 'refused', why: 'gone' }
  const known = isOnce && source ? await lineWrittenIn(unit, source) : undefined
  if (known) return { kind: 'done', complaint, line: known, recovery: { none: true }, isReached: true, isRepeat: true }
  const deed = wanted.kind === 'merge' ? { ...wanted, into: complaints.get(wanted.into.id) ?? wanted.into } : wanted
  const rules = clockRules(program)
  const decision = decide(complaint, deed, by, unit.now, rules)
  if ('refused' in decision) {
    const { assigneeId } = complaint
    const holder = assigneeId === null ? {} : { holder: await nameOf(unit, assigneeId) }
    return { kind: 'refused', why: decision.refused, complaint, ...holder }
  }
  const { next } = decision
  complaints.set(id, next)
  await saveComplaints(unit, [{ ...next, ...timesOf(next, rules) }])
  await addMarks(unit, id, marksOf(complaint, next, deed, by, unit.now, rules))
  const line = await write(unit, id, decision.line, by.id, source)
  await postLine(unit, program, next, line)
  const { recovery, isReached } = await followUp(unit, program, { complaint: next, deed, by, line, points })
  if (decision.isBad) for (const seat of await managerSeats(unit)) await seatComplaint(unit, program, next, seat)
  await tellWorld(unit, line.detail.event ? String(line.detail.event) : line.kind, next, line)
  return { kind: 'done', complaint: next, line, recovery, isReached }
}

async function write(
  unit: Unit,
  complaintId: number,
  { event, detail, ...written }: Written,
  authorId: string | null,
  source: Source | undefined,
): Promise<Line> {
  const added: NewLine = {
    ...written,
    complaintId,
    authorId,
    detail: { ...(event !== undefined && { event }), ...detail },
    source,
  }
  const [line] = await addLines(unit, [added])
  if (!line) throw new Error('a line of a complaint was not kept')
  return line
}

type Followed = { complaint: Complaint; deed: Deed; by: Doer; line: Line; points: number }

/** What the customer hears of it, and what else comes of it. Only what staff wrote for him goes to the customer. */
async function followUp(
  unit: Unit,
  program: Program,
  { complaint, deed, by, line, points }: Followed,
): Promise<{ recovery: RecoveryOutcome; isReached: boolean }> {
  const staff = by.side === 'staff' && by.id !== null ? await nameOf(unit, by.id) : ''
  const reached = async (telling: Promise<unknown>) => Boolean(await telling)
  let recovery: RecoveryOutcome = { none: true }
  let isReached = true
  switch (deed.kind) {
    case 'answer':
    case 'ask':
      isReached = await answerCustomer(unit, complaint, line, staff)
      break
    case 'claim':
      if (complaint.answered === null) await tellProgress(unit, complaint, 'claimed', () => ({ staff }))
      break
    case 'resolve': {
      if (by.id !== null)
        recovery = await recover(unit, program, complaint, points, { id: by.id, role: by.role, name: staff })
      const granted = 'granted' in recovery ? recovery.granted : 0
      if (granted > 0) await event(unit, program, complaint, by.id, 'recovered', { points: granted })
      isReached = await reached(tellResolved(unit, complaint, deed.text.trim(), granted))
      break
    }
    case 'reopen':
      if (by.side === 'staff') await tellProgress(unit, complaint, 'reopened')
      break
    case 'merge': {
      const into = deed.into.id
      await absorb(unit, program, into, complaint, by.id)
      await tellProgress(unit, complaint, 'merged', () => ({ into: numberOf(into) }))
      break
    }
    case 'hand': {
      const desk = (await unit.ask(openDesks, 'all')).find((it) => deskSeat(it).seat === deed.seat)
      if (desk) await seatComplaint(unit, program, complaint, deskSeat(desk))
      break
    }
  }
  return { recovery, isReached }
}

/** What the customer said in a duplicate becomes a line of the one that it belongs to. */
async function absorb(unit: Unit, program: Program, into: number, from: Complaint, by: string | null): Promise<void> {
  const [target] = [...(await lockComplaints(unit, [into])).values()]
  if (!target) return
  const told = (await linesOf(unit, from.id)).filter(({ kind, deleted }) => kind === 'told' && deleted === null)
  const text = told.map((it) => it.text).join('\n')
  const line = await write(
    unit,
    into,
    { kind: 'event', text, files: [], event: 'absorbed', detail: { from: from.id } },
    by,
    undefined,
  )
  await postLine(unit, program, target, line)
}

/** Something that happened to a complaint and that nobody wrote: kept, and shown under its card. */
export async function event(
  unit: Unit,
  program: Program,
  complaint: Complaint,
  by: string | null,
  name: string,
  detail: Record<string, string | number> = {},
): Promise<void> {
  const line = await write(
    unit,
    complaint.id,
    { kind: 'event', text: '', files: [], event: name, detail },
    by,
    undefined,
  )
  await postLine(unit, program, complaint, line)
}
