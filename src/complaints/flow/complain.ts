import type { Button } from '../../chat.ts'
import type { CommandDefinition, FileIds, FormDefinition, PressDefinition } from '../../engine/feature.ts'
import { buttons, type Turn } from '../../engine/turn.ts'
import type { Program } from '../../program/program.ts'
import { visitOf, visitsOf } from '../../purchases/exports.ts'
import { type Draft, keepDraft, takeDraft } from '../drafts.ts'
import { openComplaint } from '../open.ts'
import { answerBy } from '../rules/clock.ts'
import { numberOf } from '../rules/complaint.ts'
import { clockRules } from '../rules/desk-rules.ts'
import { categoryLabel, visitLabel } from '../show/words.ts'
import { complaintById, complaintsOf, isBlocked } from '../store.ts'
import { act, readAbout, timeFor } from './turns.ts'

const dayMs = 86_400_000
/** How old a purchase may be to be offered as what a complaint is about, and how many are. */
const recentMs = 60 * dayMs
const mostVisits = 3
/** Open complaints of one customer: more would bury those of others. */
const mostOpen = 10

/** Complaining: what it is about, what happened, files. */
export const complainCommand = (program: Program): CommandDefinition => ({
  name: 'complain',
  args: { name: 'words', kind: 'line', fits: () => true },
  run: (turn, words) => complain(turn, program, words),
})

export const complainPresses = (program: Program): Record<string, PressDefinition> => ({
  'complaint.about': { run: (turn, about) => fileDraft(turn, program, about) },
  'complaint.new': { run: (turn) => offerAbout(turn, program, true) },
  'complaint.drop': {
    run: async (turn) => {
      await takeDraft(turn)
      turn.update({ text: turn.t('complaint.dropped') })
    },
  },
})

export const complainForm = (program: Program): FormDefinition => ({
  id: 'complain',
  fields: [
    { name: 'text', kind: 'paragraph', required: true },
    // Three steps are enough; whatever is sent afterwards is added.
    { name: 'files', kind: 'files', aside: true },
  ],
  filled: (turn, values, about, files) => filled(turn, program, values.text ?? '', about ?? '', files),
})

async function complain(turn: Turn, program: Program, words: string): Promise<void> {
  if (await isBlocked(turn.unit, turn.contact.customerId)) return turn.say(turn.t('complaint.blocked'))
  if (words === '' && turn.files.length === 0) return offerAbout(turn, program, false)
  await keepDraft(turn, words)
  return offerAbout(turn, program, true)
}

/** Asks what it is about: then only what happened is left to tell, or nothing when that was written already. */
export async function offerAbout(turn: Turn, program: Program, isWritten: boolean): Promise<void> {
  if (await isBlocked(turn.unit, turn.contact.customerId)) return turn.say(turn.t('complaint.blocked'))
  const since = new Date(turn.now.getTime() - recentMs)
  const visits = await visitsOf(turn.unit, turn.contact.customerId, since, mostVisits)
  const choice = (about: string, label: string): Button =>
    isWritten ? { label, press: `complaint.about:${about}` } : { label, form: 'complain', about }
  const choices = [
    ...visits.map((visit) => choice(`p:${visit.id}`, visitLabel(visit, program, turn.locale, turn.now))),
    ...program.complaints.categories.map(({ id }) => choice(`c:${id}`, categoryLabel(program, id, turn.locale))),
    ...(isWritten ? [{ label: turn.t('complaint.no'), press: 'complaint.drop' }] : []),
  ]
  turn.say({ text: turn.t(isWritten ? 'complaint.offer' : 'complaint.ask'), parts: [buttons(...choices)] })
}

async function filled(turn: Turn, program: Program, text: string, about: string, files: FileIds): Promise<void> {
  if (await isBlocked(turn.unit, turn.contact.customerId)) return turn.say(turn.t('complaint.blocked'))
  await take(turn, program, about, { text, files: [...(files.files ?? [])] })
}

async function fileDraft(turn: Turn, program: Program, about: string): Promise<void> {
  if (await isBlocked(turn.unit, turn.contact.customerId)) return turn.say(turn.t('complaint.blocked'))
  const draft = await takeDraft(turn)
  if (!draft) return turn.say(turn.t('button-gone'))
  await take(turn, program, about, draft)
}

/**
 * Takes in what a customer wrote of our asking: about a purchase of his (`p:` and its id), about a complaint that was
 * settled (`c:` and its id), which is opened again where it can be, or about nothing in particular.
 */
export async function takeComplaint(
  turn: Turn,
  program: Program,
  subject: string,
  written: { text: string; files: readonly string[] },
): Promise<void> {
  if (await isBlocked(turn.unit, turn.contact.customerId)) return turn.say(turn.t('complaint.blocked'))
  const id = subject.startsWith('c:') ? readAbout(subject.slice(2)).id : 0
  const old = id > 0 ? await complaintById(turn.unit, id) : undefined
  if (old?.customerId === turn.contact.customerId && written.files.length === 0) {
    const outcome = await act(turn, program, 'customer', { id, deed: { kind: 'reopen', text: written.text } })
    if (outcome.kind !== 'refused') return turn.say(turn.t('complaint.reopened.you', { number: numberOf(id) }))
  }
  await take(turn, program, subject.startsWith('p:') ? subject : '', { text: written.text, files: [...written.files] })
}

/** Takes it in and says its number, which is stored with that. */
async function take(turn: Turn, program: Program, about: string, draft: Draft): Promise<void> {
  const { unit, happening, contact } = turn
  if ((await complaintsOf(unit, contact.customerId, 'open')).length >= mostOpen)
    return turn.say(turn.t('complaint.many'))
  const subject = await subjectOf(turn, program, about)
  const { complaint } = await openComplaint(unit, program, {
    origin: `${happening.where.platform} ${happening.id}`,
    customerId: contact.customerId,
    platform: happening.where.platform,
    ...subject,
    text: draft.text.trim() === '' ? turn.t('complaint.files-only') : draft.text.trim(),
    files: draft.files,
    source: draft.source,
  })
  const due = answerBy(complaint, clockRules(program))
  turn.say({
    text: [
      turn.t('complaint.opened', { number: numberOf(complaint.id) }),
      ...(due ? [turn.t('complaint.opened.by', { time: timeFor(turn, program, due) })] : []),
      turn.t('complaint.opened.add'),
    ].join('\n'),
    parts: [withdrawButton(turn, complaint.id)],
  })
}

const withdrawButton = (turn: Turn, id: number) =>
  buttons({ label: turn.t('complaint.withdraw'), press: `complaint.withdraw:${id}` })

/** What a button said that it is about: a category, or a purchase of this customer. */
async function subjectOf(
  turn: Turn,
  program: Program,
  about: string,
): Promise<{ category: string; purchaseId: string | null }> {
  const { categories } = program.complaints
  const known = (id: string) => categories.find((it) => it.id === id)?.id
  const fallback = known('other') ?? categories.at(-1)?.id ?? 'other'
  if (about.startsWith('p:')) {
    const visit = await turn.unit.ask(visitOf, about.slice(2))
    if (visit && visit.customerId === turn.contact.customerId)
      return { category: known('order') ?? known('product') ?? fallback, purchaseId: visit.id }
  }
  return { category: known(about.replace(/^c:/, '')) ?? fallback, purchaseId: null }
}
