import type { Turn } from '../engine/turn.ts'
import type { Program } from '../program/program.ts'
import { showCase } from './flow/show.ts'
import { numberOf, readNumber } from './rules/complaint.ts'
import { stateLine } from './show/card.ts'
import { nameOf } from './show/facts.ts'
import { complaintById, complaintsOf } from './store.ts'

export { takeComplaint } from './flow/customer.ts'
export { numberOf as complaintNumber } from './rules/complaint.ts'
export { complaintRecord } from './store.ts'

/** Shows the complaint of that number, if the words are one. Gives whether they are. */
export async function showNumbered(turn: Turn, program: Program, words: string): Promise<boolean> {
  const id = readNumber(words)
  if (id === undefined) return false
  const complaint = await complaintById(turn.unit, id)
  if (complaint) await showCase(turn, program, complaint)
  else turn.say(turn.t('case.refused.gone', { number: numberOf(id) }))
  return true
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
