import type { PressDefinition } from '../../engine/feature.ts'
import { postAnswered } from '../../engine/posts.ts'
import { buttons, type Turn } from '../../engine/turn.ts'
import type { Program } from '../../program/program.ts'
import { meaningOf } from '../../words/meaning.ts'
import type { Meaning } from '../../words/meanings.ts'
import { type Draft, keepDraft, takeDraft } from '../drafts.ts'
import { linesOf } from '../lines.ts'
import { complaintOfPost } from '../names.ts'
import { type Complaint, leadingNumber, numberOf } from '../rules/complaint.ts'
import { complaintsOf, isBlocked } from '../store.ts'
import { offerAbout } from './complain.ts'
import { act, readAbout, sayRefused, sourceOf } from './turns.ts'

/** For how long after his own last word what a customer writes is taken as going on with it, in milliseconds. */
const goingOnMs = 30 * 60_000
/** What people mean that no complaint is about, also while one is open. */
const besides: ReadonlySet<Meaning> = new Set(['points', 'use', 'refer', 'language'])
/** For how long after an answer what a customer writes is taken as his reply, in milliseconds. */
const replyMs = 7 * 86_400_000

export const hearPresses = (program: Program): Record<string, PressDefinition> => ({
  'complaint.add': { run: (turn, about) => addDraft(turn, program, readAbout(about).id) },
})

/**
 * What a customer writes that is no command while he has a complaint: it goes on with that, or may belong to it. Gives
 * whether it was taken up.
 */
export async function hearCustomer(turn: Turn, program: Program, said: string): Promise<boolean> {
  const { unit, happening, contact } = turn
  if (!happening.direct || (said.trim() === '' && turn.files.length === 0)) return false
  const named = leadingNumber(said)
  const open = await complaintsOf(unit, contact.customerId, 'open')
  if (open.length === 0) return false
  const meaning = turn.files.length === 0 ? meaningOf(said) : undefined
  const isBeside = meaning !== undefined && besides.has(meaning)
  const meant = named
    ? open.find(({ id }) => id === named.id)
    : ((await answeredOne(turn, open)) ?? (isBeside ? undefined : await underWay(turn, open)))
  if (meant) {
    await add(turn, program, meant.id, { text: named?.rest ?? said, files: [...turn.files] })
    return true
  }
  if (meaning !== undefined && meaning !== 'complaint') return false
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

/** Offers a customer who sounds as if he had something to complain of to take it in. Gives whether it did. */
export async function meanComplaint(turn: Turn, program: Program, said: string): Promise<boolean> {
  if (!turn.happening.direct || turn.role !== 'customer') return false
  if (await isBlocked(turn.unit, turn.contact.customerId)) return false
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
