import type { Turn } from '../engine/turn.ts'
import type { Unit } from '../engine/unit.ts'
import type { Program } from '../program/program.ts'
import { alone } from './alone.ts'
import { event } from './deeds.ts'
import { showCase } from './flow/show.ts'
import { numberOf, readNumber } from './rules/complaint.ts'
import { stateLine } from './show/card.ts'
import { nameOf } from './show/facts.ts'
import { complaintById, complaintsOf, lockComplaints } from './store.ts'

export { blankComplaints } from './blank.ts'
export { takeComplaint } from './flow/complain.ts'
export { numberOf as complaintNumber } from './rules/complaint.ts'
export { complaintRecord } from './store.ts'
export { toldHere as complaintTroubles } from './timers/trouble.ts'

/** Shows the complaint of that number, if the words are one. Gives whether they are. */
export async function showNumbered(turn: Turn, program: Program, words: string): Promise<boolean> {
  const id = readNumber(words)
  if (id === undefined) return false
  const complaint = await complaintById(turn.unit, id)
  if (complaint) await showCase(turn, program, complaint)
  else turn.say(turn.t('case.refused.gone', { number: numberOf(id) }))
  return true
}

/** Whose complaint it is; undefined when there is none. */
export async function complainantOf(unit: Unit, id: number): Promise<string | undefined> {
  return (await complaintById(unit, id))?.customerId
}

/** Writes down in a complaint what became of a call about it, and shows it under its card. */
export function noteCall(
  unit: Unit,
  program: Program,
  id: number,
  { by, what, call, time }: { by: string | null; what: string; call: string; time: string },
): Promise<void> {
  return alone(unit, async () => {
    const complaint = (await lockComplaints(unit, [id])).get(id)
    if (complaint) await event(unit, program, complaint, by, 'call', { what, call, time })
  })
}

/** The last complaints of a customer as rows of facts, and the buttons that show them. */
export async function complaintRows(
  turn: Turn,
  customerId: string,
  most: number,
): Promise<{ rows: [string, string][]; choices: { label: string; press: string }[] }> {
  const complaints = (await complaintsOf(turn.unit, customerId, 'all')).slice(0, most)
  const rows = await Promise.all(
    complaints.map(async (complaint): Promise<[string, string]> => {
      const assignee = complaint.assigneeId === null ? null : await nameOf(turn.unit, complaint.assigneeId)
      return [numberOf(complaint.id), stateLine({ complaint, assignee }, turn.locale)]
    }),
  )
  return { rows, choices: complaints.map(({ id }) => ({ label: numberOf(id), press: `case.show:${id}` })) }
}
