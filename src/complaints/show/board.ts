import type { Part, StoredFile } from '../../chat.ts'
import type { Seat } from '../../desks/exports.ts'
import { openThread, say } from '../../engine/outbox.ts'
import type { Unit } from '../../engine/unit.ts'
import { text } from '../../language/text.ts'
import type { Program } from '../../program/program.ts'
import { type Line, linesOf } from '../lines.ts'
import { type Complaint, numberOf } from '../rules/complaint.ts'
import { cardName, lineName, seatsOf, takeSeat } from '../seats.ts'
import { drawCard } from './card.ts'
import { factsOf } from './facts.ts'
import { speak, staffLine } from './lines.ts'

const card = { lane: 'alert', cause: 'complaint.card' } as const
const under = { lane: 'alert', cause: 'complaint.line' } as const

/** How much of what went before is shown where a complaint is shown for the first time. */
const linesAtFirst = 30

/** Shows a complaint at a seat: its card, and in the thread under it all that was said. Once for each seat. */
export async function seatComplaint(unit: Unit, program: Program, complaint: Complaint, seat: Seat): Promise<boolean> {
  if (!(await takeSeat(unit, complaint.id, seat))) return false
  const facts = await factsOf(unit, program, complaint)
  const name = cardName(complaint.id, seat.seat)
  say(unit, { to: seat.address, message: drawCard(facts, program, seat.locale, unit.now), name, ...card })
  openThread(unit, { name, place: seat.address.place, ...card }, `${numberOf(complaint.id)} ${facts.name}`)
  // Among other conversations of one person the card is enough.
  if (seat.address.only) return true
  for (const line of await linesOf(unit, complaint.id, linesAtFirst))
    await postLineAt(unit, program, complaint, line, seat)
  return true
}

/** Draws the card of a complaint anew wherever it is shown. */
export async function redraw(unit: Unit, program: Program, complaint: Complaint): Promise<void> {
  const seats = await unit.ask(seatsOf, complaint.id)
  if (seats.length === 0) return
  const facts = await factsOf(unit, program, complaint)
  for (const { seat, address, locale } of seats)
    say(unit, {
      to: address,
      message: drawCard(facts, program, locale, unit.now),
      name: cardName(complaint.id, seat),
      ...card,
    })
}

/**
 * Seats at which the talk is followed: desks; the staff who were called directly see by the card how it goes, unless
 * there is no desk.
 */
async function listeners(unit: Unit, complaintId: number): Promise<Seat[]> {
  const seats = await unit.ask(seatsOf, complaintId)
  const desks = seats.filter(({ seat }) => seat.startsWith('desk:'))
  return desks.length > 0 ? desks : seats
}

/** Puts a line under the card at those who follow the talk; or what became of it in its place. */
export async function postLine(unit: Unit, program: Program, complaint: Complaint, line: Line): Promise<void> {
  for (const seat of await listeners(unit, complaint.id)) await postLineAt(unit, program, complaint, line, seat)
}

/** Puts a file under the card at those who follow the talk. */
export async function postFile(
  unit: Unit,
  complaint: Complaint,
  file: StoredFile,
  key: 'case.file' | 'case.file.note' | 'case.file.sent',
): Promise<void> {
  const number = numberOf(complaint.id)
  for (const { seat, address, locale } of await listeners(unit, complaint.id))
    say(unit, {
      to: address,
      message: { text: text(locale, key, { number }), parts: [file] },
      name: `${cardName(complaint.id, seat)}:file:${file.file}`,
      under: cardName(complaint.id, seat),
      lane: 'alert',
      cause: 'complaint.desk-file',
    })
}

async function postLineAt(
  unit: Unit,
  program: Program,
  complaint: Complaint,
  line: Line,
  { seat, address, locale }: Seat,
): Promise<void> {
  const spoken = await speak(unit, line, complaint.customerId)
  const parts: Part[] =
    line.kind === 'answer' && line.deleted === null
      ? [{ kind: 'buttons', buttons: [{ label: text(locale, 'case.takeback'), press: `case.takeback:${line.id}` }] }]
      : line.kind === 'told' && line.deleted === null
        ? [
            {
              kind: 'buttons',
              buttons: [{ label: text(locale, 'form.answer.title'), form: 'answer', about: String(complaint.id) }],
            },
          ]
        : []
  say(unit, {
    to: address,
    message: { text: staffLine(spoken, program, locale), ...(parts.length > 0 && { parts }) },
    name: lineName(complaint.id, seat, line.id),
    under: cardName(complaint.id, seat),
    ...under,
  })
}

/** Says something under the card, wherever the complaint is shown, without keeping it. */
export async function remark(
  unit: Unit,
  complaint: Pick<Complaint, 'id'>,
  compose: (locale: string) => { text: string; parts?: Part[] },
): Promise<void> {
  for (const { seat, address, locale } of await unit.ask(seatsOf, complaint.id))
    say(unit, { to: address, message: compose(locale), under: cardName(complaint.id, seat), ...under })
}
