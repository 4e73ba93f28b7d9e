import type { Button } from '../../chat.ts'
import type { CommandDefinition, FileIds, FormDefinition, PressDefinition } from '../../engine/feature.ts'
import { postAnswered } from '../../engine/posts.ts'
import { buttons, type Turn } from '../../engine/turn.ts'
import type { Program } from '../../program/program.ts'
import { visitOf, visitsOf } from '../../purchases/exports.ts'
import { type Draft, keepDraft, takeDraft } from '../drafts.ts'
import { linesOf } from '../lines.ts'
import { openComplaint } from '../open.ts'
import { answerBy } from '../rules/clock.ts'
import { type Complaint, isOver, leadingNumber, numberOf } from '../rules/complaint.ts'
import { isBadRating } from '../rules/decide.ts'
import { clockRules } from '../rules/desk-rules.ts'
import { soundsLikeComplaint } from '../rules/signs.ts'
import { complaintOfPost } from '../seats.ts'
import { stateLine } from '../show/card.ts'
import { reopenButton } from '../show/customer.ts'
import { factsOf } from '../show/facts.ts'
import { categoryLabel, clipped, visitLabel } from '../show/words.ts'
import { complaintById, complaintsOf, isBlocked } from '../store.ts'
import { act, readAbout, sayRefused, sourceOf, timeFor } from './turns.ts'

const dayMs = 86_400_000
/** How old a purchase may be to be offered as what a complaint is about, and how many are. */
const recentMs = 60 * dayMs
const mostVisits = 3
/** Open complaints of one customer: more would bury those of others. */
const mostOpen = 10
/** For how long after his own last word what a customer writes is taken as going on with it. */
const goingOnMs = 30 * 60_000
/** For how long after an answer what a customer writes is taken as his reply. */
const replyMs = 7 * dayMs

/** What customers say and press about their complaints. */
export const customerCommands = (program: Program): CommandDefinition[] => [
  {
    name: 'complain',
    args: { name: 'words', kind: 'line', fits: () => true },
    run: (turn, words) => complain(turn, program, words),
  },
  { name: 'complaints', run: (turn) => list(turn, program) },
]

export const customerPresses = (program: Program): Record<string, PressDefinition> => ({
  'complaint.about': { run: (turn, about) => fileDraft(turn, program, about) },
  'complaint.add': { run: (turn, about) => addDraft(turn, program, readAbout(about).id) },
  'complaint.new': { run: (turn) => offerAbout(turn, program, true) },
  'complaint.drop': {
    run: async (turn) => {
      await takeDraft(turn)
      turn.update({ text: turn.t('complaint.dropped') })
    },
  },
  'complaint.show': { run: (turn, about) => show(turn, program, readAbout(about).id) },
  'complaint.withdraw': { run: (turn, about) => withdraw(turn, program, readAbout(about).id) },
  'complaint.rate': { run: (turn, about) => rate(turn, program, about) },
})

export const customerForms = (program: Program): FormDefinition[] => [
  {
    id: 'complain',
    fields: [
      { name: 'text', kind: 'paragraph', required: true },
      // Three steps are enough; whatever is sent afterwards is added.
      { name: 'files', kind: 'files', aside: true },
    ],
    filled: (turn, values, about, files) => filled(turn, program, values.text ?? '', about ?? '', files),
  },
  {
    id: 'reopen',
    fields: [{ name: 'text', kind: 'paragraph', required: true }],
    filled: (turn, values, about) => reopen(turn, program, readAbout(about ?? '').id, values.text ?? ''),
  },
]

async function complain(turn: Turn, program: Program, words: string): Promise<void> {
  if (await isBlocked(turn.unit, turn.contact.customerId)) return turn.say(turn.t('complaint.blocked'))
  if (words === '' && turn.files.length === 0) return offerAbout(turn, program, false)
  await keepDraft(turn, words)
  return offerAbout(turn, program, true)
}

/** Asks what it is about: then only what happened is left to tell, or nothing when that was written already. */
async function offerAbout(turn: Turn, program: Program, isWritten: boolean): Promise<void> {
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

/** The complaint of this customer with that id; says so when there is none. */
async function ownComplaint(turn: Turn, id: number): Promise<Complaint | undefined> {
  const complaint = await complaintById(turn.unit, id)
  if (complaint?.customerId === turn.contact.customerId) return complaint
  turn.say(turn.t('button-gone'))
  return undefined
}

async function list(turn: Turn, program: Program): Promise<void> {
  const all = await complaintsOf(turn.unit, turn.contact.customerId, 'all')
  const shown = all.filter((it) => !isOver(it) || isRecent(turn, it)).slice(0, 8)
  if (shown.length === 0)
    return turn.say({
      text: turn.t('complaints.none'),
      parts: [buttons({ label: turn.t('complaint.title'), press: 'command:complain' })],
    })
  const rows = await Promise.all(
    shown.map(async (complaint): Promise<[string, string]> => {
      const facts = await factsOf(turn.unit, program, complaint)
      return [
        `${numberOf(complaint.id)} · ${categoryLabel(program, complaint.category, turn.locale)}`,
        stateFor(turn, facts),
      ]
    }),
  )
  turn.say({
    text: turn.t('complaints.list', { count: shown.filter((it) => !isOver(it)).length }),
    parts: [
      { kind: 'facts', rows },
      buttons(...shown.map(({ id }) => ({ label: numberOf(id), press: `complaint.show:${id}` })), {
        label: turn.t('complaint.title'),
        press: 'command:complain',
      }),
    ],
  })
}

/** How it stands, as the customer sees it: when it waits for him, that is what he has to know. */
const stateFor = (turn: Turn, facts: Parameters<typeof stateLine>[0]) =>
  facts.complaint.state === 'waiting' ? turn.t('complaint.state.yours') : stateLine(facts, turn.locale)

const isRecent = (turn: Turn, { ended }: Complaint) => ended !== null && turn.now.getTime() - ended.getTime() < recentMs

async function show(turn: Turn, program: Program, id: number): Promise<void> {
  const complaint = await ownComplaint(turn, id)
  if (!complaint) return
  const facts = await factsOf(turn.unit, program, complaint)
  // Notes and whatever else is internal are not for the customer.
  const said = (await linesOf(turn.unit, id)).filter(
    ({ kind, deleted }) => deleted === null && (kind === 'told' || kind === 'answer' || kind === 'asked'),
  )
  turn.say({
    text: [
      `${numberOf(id)} · ${categoryLabel(program, complaint.category, turn.locale)} · ${stateFor(turn, facts)}`,
      ...said
        .slice(-6)
        .map(({ kind, text }) =>
          turn.t(kind === 'told' ? 'complaint.line.you' : 'complaint.line.us', { text: clipped(text, 300) }),
        ),
    ].join('\n'),
    parts: isOver(complaint)
      ? complaint.state === 'merged'
        ? []
        : [reopenButton(id, turn.locale)]
      : [
          buttons(
            { label: turn.t('form.callback.title'), press: `callback.ask:${id}` },
            { label: turn.t('complaint.withdraw'), press: `complaint.withdraw:${id}` },
          ),
        ],
  })
}

async function withdraw(turn: Turn, program: Program, id: number): Promise<void> {
  if (!(await ownComplaint(turn, id))) return
  const outcome = await act(turn, program, 'customer', { id, deed: { kind: 'withdraw' } })
  if (outcome.kind === 'refused') return sayRefused(turn, id, outcome)
  turn.say({
    text: turn.t('complaint.withdrawn', { number: numberOf(id) }),
    parts: [reopenButton(id, turn.locale)],
  })
}

async function reopen(turn: Turn, program: Program, id: number, text: string): Promise<void> {
  if (!(await ownComplaint(turn, id))) return
  if (await isBlocked(turn.unit, turn.contact.customerId)) return turn.say(turn.t('complaint.blocked'))
  const outcome = await act(turn, program, 'customer', { id, deed: { kind: 'reopen', text } })
  if (outcome.kind === 'refused') return sayRefused(turn, id, outcome)
  turn.say(turn.t('complaint.reopened.you', { number: numberOf(id) }))
}

async function rate(turn: Turn, program: Program, about: string): Promise<void> {
  const { id, rest } = readAbout(about)
  const rating = Number(rest)
  if (!Number.isInteger(rating) || rating < 1 || rating > 5) return turn.say(turn.t('button-gone'))
  if (!(await ownComplaint(turn, id))) return
  const outcome = await act(turn, program, 'customer', { id, deed: { kind: 'rate', rating } })
  if (outcome.kind === 'refused') {
    if (outcome.why === 'unchanged') return turn.say(turn.t('complaint.rated.already'))
    return sayRefused(turn, id, outcome)
  }
  turn.say(turn.t(isBadRating(rating) ? 'complaint.rated.bad' : 'complaint.rated'))
}

/**
 * What a customer writes that is no command: it goes on with an open complaint, may belong to one, or sounds like a new
 * one. Gives whether it was taken up.
 */
export async function hearCustomer(turn: Turn, program: Program, said: string): Promise<boolean> {
  const { unit, happening, contact } = turn
  if (!happening.direct || (said.trim() === '' && turn.files.length === 0)) return false
  const named = leadingNumber(said)
  const open = await complaintsOf(unit, contact.customerId, 'open')
  const meant = named
    ? open.find(({ id }) => id === named.id)
    : ((await answeredOne(turn, open)) ?? (await underWay(turn, open)))
  if (meant) {
    await add(turn, program, meant.id, { text: named?.rest ?? said, files: [...turn.files] })
    return true
  }
  if (open.length > 0) {
    await keepDraft(turn, said)
    turn.say({
      text: turn.t('complaint.add.ask', { count: open.length }),
      parts: [
        buttons(
          ...open.slice(0, 5).map(({ id }) => ({
            label: turn.t('complaint.add', { number: numberOf(id) }),
            press: `complaint.add:${id}`,
          })),
          { label: turn.t('complaint.new'), press: 'complaint.new' },
          { label: turn.t('complaint.no'), press: 'complaint.drop' },
        ),
      ],
    })
    return true
  }
  if (turn.role !== 'customer' || !soundsLikeComplaint(said, turn.t('complaint.signs'))) return false
  if (await isBlocked(unit, contact.customerId)) return false
  await keepDraft(turn, said)
  await offerAbout(turn, program, true)
  return true
}

/** The complaint that an answer of ours belongs to, which this message answers. */
async function answeredOne({ unit, happening }: Turn, open: readonly Complaint[]): Promise<Complaint | undefined> {
  const message = happening.kind === 'said' ? happening.inReplyTo : undefined
  const post = message === undefined ? undefined : await postAnswered(unit.sql, happening.where, message)
  const id = complaintOfPost(post?.name)
  return open.find((it) => it.id === id)
}

/** The one complaint of which the talk is just now: staff spoke last, or the customer himself a moment ago. */
async function underWay({ unit, now }: Turn, open: readonly Complaint[]): Promise<Complaint | undefined> {
  const [only] = open
  if (!only || open.length > 1) return undefined
  const lines = await linesOf(unit, only.id, 20)
  const last = lines.findLast(({ kind }) => kind === 'told' || kind === 'answer' || kind === 'asked')
  if (!last) return undefined
  const age = now.getTime() - last.at.getTime()
  return age <= (last.kind === 'told' ? goingOnMs : replyMs) ? only : undefined
}

async function addDraft(turn: Turn, program: Program, id: number): Promise<void> {
  const draft = await takeDraft(turn)
  if (!draft) return turn.say(turn.t('button-gone'))
  await add(turn, program, id, draft)
}

async function add(turn: Turn, program: Program, id: number, { text, files, source }: Draft): Promise<void> {
  if (await isBlocked(turn.unit, turn.contact.customerId)) return turn.say(turn.t('complaint.blocked'))
  const outcome = await act(turn, program, 'customer', {
    id,
    deed: { kind: 'tell', text, files },
    source: source ?? sourceOf(turn),
  })
  if (outcome.kind === 'refused') return sayRefused(turn, id, outcome)
  turn.say(turn.t('complaint.added', { number: numberOf(id) }))
}
