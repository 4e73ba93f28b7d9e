import type { Part, StoredFile } from '../../chat.ts'
import { type Card, cardName, redrawAll, type Seat, sayUnder, seatsOf, showAt } from '../../desks/exports.ts'
import { buttons } from '../../engine/turn.ts'
import type { Unit } from '../../engine/unit.ts'
import { type Locale, text } from '../../language/text.ts'
import type { Program } from '../../program/program.ts'
import { type Line, linesOf } from '../lines.ts'
import { aboutComplaint, lineName } from '../names.ts'
import { type Complaint, numberOf } from '../rules/complaint.ts'
import { drawCard } from './card.ts'
import { factsOf } from './facts.ts'
import { speak, staffLine } from './lines.ts'

/** How much of what went before is shown where a complaint is shown for the first time. */
const linesAtFirst = 30

async function cardOf(unit: Unit, program: Program, complaint: Complaint): Promise<Card & { title: string }> {
  const facts = await factsOf(unit, program, complaint)
  return {
    about: aboutComplaint(complaint.id),
    cause: 'complaint.card',
    title: `${numberOf(complaint.id)} ${facts.name}`,
    draw: (locale) => drawCard(facts, program, locale, unit.now),
  }
}

/** Shows a complaint at a seat: its card, and in the thread under it all that was said. Once for each seat. */
export async function seatComplaint(unit: Unit, program: Program, complaint: Complaint, seat: Seat): Promise<boolean> {
  const { title, ...card } = await cardOf(unit, program, complaint)
  if (!(await showAt(unit, card, title, seat))) return false
  // Among other conversations of one person the card is enough.
  if (seat.address.only) return true
  for (const line of await linesOf(unit, complaint.id, linesAtFirst))
    await postLineAt(unit, program, complaint, line, [seat])
  return true
}

/** Draws the card of a complaint anew wherever it is shown. */
export const redraw = (unit: Unit, program: Program, complaint: Complaint): Promise<void> =>
  redrawAll(unit, aboutComplaint(complaint.id), () => cardOf(unit, program, complaint))

/**
 * Seats at which the talk is followed: desks; the staff who were called directly see by the card how it goes, unless
 * there is no desk.
 */
async function listeners(unit: Unit, complaintId: number): Promise<Seat[]> {
  const seats = await unit.ask(seatsOf, aboutComplaint(complaintId))
  const desks = seats.filter(({ seat }) => seat.startsWith('desk:'))
  return desks.length > 0 ? desks : seats
}

/** Puts a line under the card at those who follow the talk; or what became of it in its place. */
export async function postLine(unit: Unit, program: Program, complaint: Complaint, line: Line): Promise<void> {
  await postLineAt(unit, program, complaint, line, await listeners(unit, complaint.id))
}

/** Puts a file under the card at those who follow the talk. */
export async function postFile(
  unit: Unit,
  { id }: Complaint,
  file: StoredFile,
  key: 'case.file' | 'case.file.note' | 'case.file.sent',
): Promise<void> {
  const about = aboutComplaint(id)
  await sayUnder(unit, about, {
    cause: 'complaint.desk-file',
    seats: await listeners(unit, id),
    name: (seat) => `${cardName(about, seat)}:file:${file.file}`,
    compose: (locale) => ({ text: text(locale, key, { number: numberOf(id) }), parts: [file] }),
  })
}

async function postLineAt(
  unit: Unit,
  program: Program,
  { id, customerId }: Complaint,
  line: Line,
  seats: readonly Seat[],
): Promise<void> {
  const spoken = await speak(unit, line, customerId)
  await sayUnder(unit, aboutComplaint(id), {
    cause: 'complaint.line',
    seats,
    name: (seat) => lineName(id, seat, line.id),
    compose: (locale) => ({ text: staffLine(spoken, program, locale), parts: underLine(line, locale) }),
  })
}

/** What can be done about a line: an answer taken back, the customer answered. */
function underLine({ id, complaintId, kind, deleted }: Line, locale: Locale): Part[] {
  if (deleted !== null) return []
  if (kind === 'answer') return [buttons({ label: text(locale, 'case.takeback'), press: `case.takeback:${id}` })]
  if (kind !== 'told') return []
  return [buttons({ label: text(locale, 'form.answer.title'), form: 'answer', about: String(complaintId) })]
}

/** Says something under the card, wherever the complaint is shown, without keeping it. */
export const remark = (
  unit: Unit,
  { id }: Pick<Complaint, 'id'>,
  compose: (locale: Locale) => { text: string; parts?: Part[] },
): Promise<void> => sayUnder(unit, aboutComplaint(id), { cause: 'complaint.line', compose })
