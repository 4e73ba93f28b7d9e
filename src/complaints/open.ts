import { deskSeat, desksFor, openDesks, type Seat, teamSeats } from '../desks/exports.ts'
import type { Unit } from '../engine/unit.ts'
import type { Program } from '../program/program.ts'
import { addLines, type Source } from './lines.ts'
import type { Priority } from './rules/clock.ts'
import { opened } from './rules/clock-changes.ts'
import type { Complaint } from './rules/complaint.ts'
import { clockRules, timesOf } from './rules/desk-rules.ts'
import { seatComplaint } from './show/board.ts'
import { complaintById, insertComplaint } from './store.ts'
import { tellWorld } from './world.ts'

/** What somebody complains about. `origin` tells a repeat: the same again is the same complaint. */
export type Opening = {
  origin: string
  customerId: string
  /** Where it was made: a platform, or `api`. */
  platform: string
  category: string
  purchaseId: string | null
  priority?: Priority
  text: string
  files: readonly string[]
  source?: Source | undefined
}

/**
 * Takes a complaint in and shows it at every desk where its category arrives; to the team directly when there is
 * none. Everything in the transaction of the unit: a number that anybody sees is stored.
 */
export async function openComplaint(
  unit: Unit,
  program: Program,
  opening: Opening,
): Promise<{ complaint: Complaint; isNew: boolean }> {
  const { origin, customerId, platform, category, purchaseId, priority = 'normal', text, files, source } = opening
  const rules = clockRules(program)
  const clocks = opened(unit.now, priority)
  const fresh: Omit<Complaint, 'id'> = {
    ...clocks,
    customerId,
    platform,
    category,
    purchaseId,
    text,
    assigneeId: null,
    mergedInto: null,
    outcome: null,
    rating: null,
    reopened: 0,
    answers: 0,
    ended: null,
  }
  const { id, isNew } = await insertComplaint(unit, { ...fresh, origin, ...timesOf(clocks, rules) })
  if (!isNew) {
    const known = await complaintById(unit, id)
    if (!known) throw new Error('a complaint is known and gone')
    return { complaint: known, isNew }
  }
  const complaint = { ...fresh, id }
  await addLines(unit, [{ complaintId: id, kind: 'told', authorId: customerId, text, detail: {}, files, source }])
  for (const seat of await firstSeats(unit, category)) await seatComplaint(unit, program, complaint, seat)
  await tellWorld(unit, 'opened', complaint)
  return { complaint, isNew }
}

async function firstSeats(unit: Unit, category: string): Promise<Seat[]> {
  const all = await unit.ask(openDesks, 'all')
  const desks = desksFor(all, category)
  // A category that no desk takes must not wait unseen.
  const seats = (desks.length > 0 ? desks : all).map(deskSeat)
  return seats.length > 0 ? seats : teamSeats(unit)
}
