import { askForCallback } from '../callbacks/exports.ts'
import { takeComplaint } from '../complaints/exports.ts'
import type { FileIds, FormDefinition, PressDefinition } from '../engine/feature.ts'
import { buttons, type Turn } from '../engine/turn.ts'
import type { Program } from '../program/program.ts'
import { type Answer, answerFollowUp, type FollowUp, followUpById, keepSuggestion, listeningOf } from './store.ts'

const listensMs = 24 * 3_600_000

export const followUpPresses = (program: Program): Record<string, PressDefinition> => ({
  'followup.well': { run: well },
  'followup.call': { run: (turn, about) => call(turn, program, about) },
})

export const followUpForms = (program: Program): FormDefinition[] => [
  {
    id: 'followup',
    fields: [
      { name: 'text', kind: 'paragraph', required: true },
      { name: 'files', kind: 'files', aside: true },
    ],
    filled: (turn, values, about, files) => notQuite(turn, program, values.text ?? '', about ?? '', files),
  },
]

/** The follow-up that a button carries, if it was put to whoever pressed it; says so when it was not. */
async function ownFollowUp(turn: Turn, about: string): Promise<FollowUp | undefined> {
  const found = /^\d{1,9}$/.test(about) ? await followUpById(turn.unit, Number(about)) : undefined
  if (found?.customerId === turn.contact.customerId && (found.state === 'asked' || found.state === 'answered'))
    return found
  turn.say(turn.t('button-gone'))
  return undefined
}

/** Notes the answer. Gives false when it was that already. */
async function answer(turn: Turn, found: FollowUp, given: Answer, listening: Date | null): Promise<boolean> {
  if (found.answer === given) return false
  await answerFollowUp(turn.unit, found.id, given, listening)
  return true
}

async function well(turn: Turn, about: string): Promise<void> {
  const found = await ownFollowUp(turn, about)
  if (!found) return
  const until = new Date(turn.now.getTime() + listensMs)
  if (!(await answer(turn, found, 'well', until))) return turn.say(turn.t('followup.noted'))
  turn.say(turn.t(found.answer === null ? 'followup.thanks' : 'followup.changed.well'))
}

async function call(turn: Turn, program: Program, about: string): Promise<void> {
  const found = await ownFollowUp(turn, about)
  if (!found) return
  await answer(turn, found, 'call', null)
  // Shows the call that is agreed already, if there is one.
  const complaint = found.subject.startsWith('c:') ? { complaintId: Number(found.subject.slice(2)) } : {}
  await askForCallback(turn, program, complaint)
}

/** What went wrong is a complaint, about what the question was about. */
async function notQuite(turn: Turn, program: Program, text: string, about: string, files: FileIds): Promise<void> {
  const found = await ownFollowUp(turn, about)
  if (!found) return
  await answer(turn, found, 'notquite', null)
  await takeComplaint(turn, program, found.subject, { text, files: [...(files.files ?? [])] })
}

/**
 * The first thing that is said after "all well", within a day, is what could be better. Gives whether it was taken so.
 */
export async function hearSuggestion(turn: Turn, said: string): Promise<boolean> {
  const { happening, contact, unit } = turn
  if (!happening.direct || happening.kind !== 'said' || happening.inReplyTo !== undefined || said.trim() === '')
    return false
  const id = await listeningOf(unit, contact.customerId)
  if (id === undefined) return false
  await keepSuggestion(unit, id, said.trim())
  turn.say({
    text: turn.t('followup.suggested'),
    parts: [buttons({ label: turn.t('complaint.title'), press: 'command:complain' })],
  })
  return true
}
