import type { PressDefinition } from '../../engine/feature.ts'
import { buttons, type Turn } from '../../engine/turn.ts'
import type { Program } from '../../program/program.ts'
import { may } from '../../staff/rules.ts'
import { alone } from '../alone.ts'
import { detailLine, filesOfLine, type Line, lineById } from '../lines.ts'
import { numberOf } from '../rules/complaint.ts'
import { nameOf } from '../show/facts.ts'
import { lockComplaints } from '../store.ts'
import { isAtDesk, meantComplaint, meantHere } from './context.ts'
import { act, readAbout, sourceOf } from './turns.ts'
import { say } from './work.ts'

/**
 * What staff say in the thread of a complaint without calling it an answer: it stays inside, as a note. They are told
 * so, with a button that makes an answer of it, so that nobody thinks the customer has it. Gives whether it was that.
 */
export async function hearStaff(turn: Turn, program: Program, said: string): Promise<boolean> {
  if (!may(turn.role, 'staff')) return false
  // Below a card of a desk that was closed, or of one's own, talk is no less kept; but a number alone means nothing there.
  const meant = (await isAtDesk(turn)) ? await meantComplaint(turn, said) : await meantHere(turn, said)
  if (!meant) return false
  const { id, rest } = meant
  const outcome = await act(turn, program, 'staff', {
    id,
    deed: { kind: 'note', text: rest, files: turn.files },
    source: sourceOf(turn),
  })
  if (outcome.kind === 'refused') return outcome.why === 'empty'
  const name = await nameOf(turn.unit, outcome.complaint.customerId)
  turn.say({
    text: turn.t('case.talk', { number: numberOf(id), name }),
    parts: [buttons({ label: turn.t('case.send', { name }), press: `case.send:${outcome.line.id}` })],
  })
  return true
}

export const talkPresses = (program: Program): Record<string, PressDefinition> => ({
  'case.send': { role: 'staff', run: (turn, about) => send(turn, program, readAbout(about).id) },
})

/** Makes an answer of a note that the same person wrote. */
async function send(turn: Turn, program: Program, lineId: number): Promise<void> {
  const line = await alone(turn.unit, () => markSent(turn, lineId))
  if (!line) return
  const files = await filesOfLine(turn.unit, lineId)
  // A press names no message: so later edits of the note stay inside.
  const isSaid = await say(turn, program, line.complaintId, { kind: 'answer', text: line.text, files })
  if (!isSaid) await detailLine(turn.unit, lineId, line.detail)
}

/** Of two presses the second is to see what the first did. Gives the line as it was, when it is to be sent now. */
async function markSent(turn: Turn, lineId: number): Promise<Line | undefined> {
  const before = await lineById(turn.unit, lineId)
  if (before) await lockComplaints(turn.unit, [before.complaintId])
  const line = await lineById(turn.unit, lineId)
  const isOwn = line?.kind === 'note' && line.authorId === turn.contact.customerId && line.deleted === null
  if (line && isOwn && line.detail.sent !== 1) {
    await detailLine(turn.unit, lineId, { ...line.detail, sent: 1 })
    return line
  }
  turn.say(turn.t(isOwn ? 'case.sent' : 'button-gone'))
  return undefined
}
