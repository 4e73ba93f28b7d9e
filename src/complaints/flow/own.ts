import type { CommandDefinition, FormDefinition, PressDefinition } from '../../engine/feature.ts'
import { buttons, type Turn } from '../../engine/turn.ts'
import type { Program } from '../../program/program.ts'
import { linesOf } from '../lines.ts'
import { type Complaint, isOver, numberOf } from '../rules/complaint.ts'
import { isBadRating } from '../rules/decide.ts'
import { stateLine } from '../show/card.ts'
import { reopenButton } from '../show/customer.ts'
import { factsOf } from '../show/facts.ts'
import { categoryLabel, clipped } from '../show/words.ts'
import { complaintById, complaintsOf, isBlocked } from '../store.ts'
import { act, readAbout, sayRefused } from './turns.ts'

/** For how long what is over is still listed, in milliseconds. */
const recentMs = 60 * 86_400_000

/** What a customer sees of his complaints, and does about them. */
export const ownCommand = (program: Program): CommandDefinition => ({
  name: 'complaints',
  run: (turn) => list(turn, program),
})

export const ownPresses = (program: Program): Record<string, PressDefinition> => ({
  'complaint.show': { run: (turn, about) => show(turn, program, readAbout(about).id) },
  'complaint.withdraw': { run: (turn, about) => withdraw(turn, program, readAbout(about).id) },
  'complaint.rate': { run: (turn, about) => rate(turn, program, about) },
})

export const reopenForm = (program: Program): FormDefinition => ({
  id: 'reopen',
  fields: [{ name: 'text', kind: 'paragraph', required: true }],
  filled: (turn, values, about) => reopen(turn, program, readAbout(about ?? '').id, values.text ?? ''),
})

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
