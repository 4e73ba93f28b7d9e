import { profileOf } from '../../customers/profile.ts'
import type { PressDefinition } from '../../engine/feature.ts'
import { takeAway } from '../../engine/outbox.ts'
import type { Turn } from '../../engine/turn.ts'
import type { Unit } from '../../engine/unit.ts'
import type { Program } from '../../program/program.ts'
import { alone } from '../alone.ts'
import { addLines, beganWith, correctLine, filesOfLine, type Line, lineById, lineWrittenIn } from '../lines.ts'
import { answerFileName, answerName } from '../names.ts'
import { leadingNumber } from '../rules/complaint.ts'
import { postLine, redraw } from '../show/board.ts'
import { changeAnswer, wentTo } from '../show/customer.ts'
import { nameOf } from '../show/facts.ts'
import { lockComplaints, setWords } from '../store.ts'
import { readAbout } from './turns.ts'
import { canning } from './work.ts'

/**
 * What people change or take back of what they wrote about a complaint. What was sent to the customer follows, what he
 * sent is changed at the desks; what it said before is kept.
 */
export async function corrected(turn: Turn, program: Program): Promise<void> {
  const { happening, unit } = turn
  if (happening.kind !== 'edited' && happening.kind !== 'deleted') return
  const { platform, channel } = happening.where
  const line = await lineWrittenIn(unit, { platform, channel, message: happening.message })
  if (!line || line.deleted !== null || line.authorId !== turn.contact.customerId) return
  if (happening.kind === 'deleted') return correct(turn, program, line, null)
  const text = await rewritten(turn, program, line, happening.text)
  if (text !== undefined && text !== line.text) await correct(turn, program, line, text)
}

/**
 * What an edited message says without the command before it. Undefined when it is another command now, or about
 * another complaint: neither a note nor what is meant for somebody else may reach the customer.
 */
async function rewritten(turn: Turn, program: Program, line: Line, said: string): Promise<string | undefined> {
  const words = said.trim()
  if (line.kind === 'told') {
    const told = words.replace(/^\/[\p{L}_-]{2,32}(?:@\w+)?\s+/u, '')
    return leadingNumber(told)?.rest ?? told
  }
  const [, command, rest = ''] = /^\/?([\p{L}_-]{2,32})(?:@\w+)?\s+([\s\S]+)$/u.exec(words) ?? []
  const name = command?.toLowerCase()
  const wanted = line.kind === 'note' ? 'note' : 'reply'
  if (name !== wanted) return line.kind === 'note' && !words.startsWith('/') ? words : undefined
  const named = leadingNumber(rest)
  if (named && named.id !== line.complaintId) return undefined
  const written = (named?.rest ?? rest).trim()
  const isName = line.kind !== 'note' && /^\S+$/.test(written)
  return (isName && (await canning(turn, program, line.complaintId, written))) || written || undefined
}

/** Two corrections of one line come one after the other, even in one unit. */
function correct(turn: Turn, program: Program, line: Line, text: string | null): Promise<void> {
  return alone(turn.unit, () => correctAlone(turn, program, line, text))
}

async function correctAlone(turn: Turn, program: Program, { id }: Line, text: string | null): Promise<void> {
  const { unit } = turn
  const known = await lineById(unit, id)
  const complaint = known && (await lockComplaints(unit, [known.complaintId])).get(known.complaintId)
  // What was taken back meanwhile is not taken back again.
  const line = await lineById(unit, id)
  if (!complaint || !line || line.deleted !== null) return
  await correctLine(unit, line.id, text)
  await addLines(unit, [
    {
      complaintId: line.complaintId,
      kind: 'event',
      authorId: turn.contact.customerId,
      text: line.text,
      detail: { event: text === null ? 'taken-back' : 'changed', line: line.id },
      files: [],
    },
  ])
  const now = await lineById(unit, line.id)
  if (!now) return
  await postLine(unit, program, complaint, now)
  if (now.kind === 'told' && (await beganWith(unit, now))) {
    await setWords(unit, complaint.id, text ?? '')
    await redraw(unit, program, { ...complaint, text: text ?? '' })
  }
  if (line.kind !== 'answer' && line.kind !== 'asked') return
  if (text === null) return takeBack(unit, now, await filesOfLine(unit, line.id))
  const profile = await unit.ask(profileOf, complaint.customerId)
  const staff = line.authorId === null ? '' : await nameOf(unit, line.authorId)
  changeAnswer(unit, complaint, now, staff, profile?.locale ?? turn.locale)
}

function takeBack(unit: Unit, { id, complaintId, detail }: Line, files: readonly string[]): void {
  const to = wentTo({ detail })
  if (!to) return
  const names = [answerName(complaintId, id), ...files.map((file) => answerFileName(complaintId, id, file))]
  for (const name of names) takeAway(unit, { name, place: to.place, lane: 'answer', cause: 'complaint.answer' })
}

/** Answers are taken back by a button, too: not every platform tells of messages that were deleted. */
export const correctPresses = (program: Program): Record<string, PressDefinition> => ({
  'case.takeback': {
    role: 'staff',
    run: async (turn, about) => {
      const line = await lineById(turn.unit, readAbout(about).id)
      const isAnswer = line?.kind === 'answer' || line?.kind === 'asked'
      if (!line || !isAnswer || line.deleted !== null) return turn.say(turn.t('button-gone'))
      await correct(turn, program, line, null)
    },
  },
})
