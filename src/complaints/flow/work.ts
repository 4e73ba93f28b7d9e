import { profileOf } from '../../customers/profile.ts'
import { seatsOf } from '../../desks/exports.ts'
import type { CommandDefinition, FileIds, FormDefinition, PressDefinition } from '../../engine/feature.ts'
import { buttons, type Turn } from '../../engine/turn.ts'
import { formatNumber } from '../../language/format.ts'
import { type Locale, text as textOf } from '../../language/text.ts'
import { accountOf } from '../../points/exports.ts'
import { standing } from '../../points/rules.ts'
import type { Program } from '../../program/program.ts'
import type { DeedOutcome } from '../deeds.ts'
import { aboutComplaint } from '../names.ts'
import { numberOf, type Outcome, outcomes } from '../rules/complaint.ts'
import type { Deed } from '../rules/decide.ts'
import { cannedReply, replyNames } from '../rules/replies.ts'
import { nameOf } from '../show/facts.ts'
import { complaintById } from '../store.ts'
import { meantComplaint } from './context.ts'
import { showCase } from './show.ts'
import { act, readAbout, sayRefused, sourceOf } from './turns.ts'

type Writing = Extract<Deed, { text: string; files: readonly string[] }> & { kind: 'answer' | 'ask' | 'note' }

/** What staff do about complaints: by command, by button and by form. */
export const workCommands = (program: Program): CommandDefinition[] => [
  { name: 'reply', role: 'staff', args: line('answer'), run: (turn, words) => reply(turn, program, words) },
  { name: 'note', role: 'staff', args: line('note'), run: (turn, words) => note(turn, program, words) },
  { name: 'resolve', role: 'staff', args: line('outcome'), run: (turn, words) => resolve(turn, program, words) },
]

/** Whether what follows is meant for us is seen when it is known which complaint is meant. */
const line = (name: string) => ({ name, kind: 'line', fits: () => true }) as const

export const workPresses = (program: Program): Record<string, PressDefinition> => ({
  'case.claim': { role: 'staff', run: (turn, about) => press(turn, program, about, { kind: 'claim' }) },
  'case.unclaim': { role: 'staff', run: (turn, about) => press(turn, program, about, { kind: 'unclaim' }) },
  'case.reopen': { role: 'staff', run: (turn, about) => press(turn, program, about, { kind: 'reopen', text: '' }) },
  'case.show': {
    role: 'staff',
    run: async (turn, about) => {
      const { id } = readAbout(about)
      const complaint = await complaintById(turn.unit, id)
      if (complaint) await showCase(turn, program, complaint)
      else turn.say(turn.t('button-gone'))
    },
  },
})

export const workForms = (program: Program): FormDefinition[] => [
  {
    id: 'answer',
    role: 'staff',
    fields: [
      { name: 'text', kind: 'paragraph' },
      { name: 'canned', kind: 'choice', options: replyNames(program.complaints.replies), label: cannedLabel },
      { name: 'files', kind: 'files', aside: true },
    ],
    filled: async (turn, values, about, files) => {
      const { id } = readAbout(about ?? '')
      const canned = values.canned === undefined ? undefined : await canning(turn, program, id, values.canned)
      const text = [values.text, canned].filter((it) => it !== undefined && it !== '').join('\n\n')
      await say(turn, program, id, { kind: 'answer', text, files: filesOf(files) })
    },
  },
  written('ask', (text, files) => ({ kind: 'ask', text, files }), program),
  written('note', (text, files) => ({ kind: 'note', text, files }), program),
  {
    id: 'resolve',
    role: 'staff',
    fields: [
      { name: 'outcome', kind: 'choice', required: true, options: outcomes, label: outcomeLabel },
      { name: 'text', kind: 'paragraph' },
      { name: 'points', kind: 'number' },
    ],
    check: ({ points }) => {
      const most = program.complaints.recovery.manager
      return points === undefined || (/^\d{1,9}$/.test(points) && Number(points) <= most)
        ? undefined
        : { points: 'form.resolve.points.wrong' }
    },
    filled: (turn, values, about) =>
      settle(turn, program, readAbout(about ?? '').id, {
        outcome: values.outcome as Outcome,
        text: values.text ?? '',
        points: Number(values.points ?? 0),
      }),
  },
]

function written(
  id: 'ask' | 'note',
  deed: (text: string, files: readonly string[]) => Writing,
  program: Program,
): FormDefinition {
  return {
    id,
    role: 'staff',
    fields: [
      { name: 'text', kind: 'paragraph', required: true },
      { name: 'files', kind: 'files', aside: true },
    ],
    filled: async (turn, values, about, files) => {
      await say(turn, program, readAbout(about ?? '').id, deed(values.text ?? '', filesOf(files)))
    },
  }
}

const filesOf = (files: FileIds) => files.files ?? []
const cannedLabel = (name: string) => name
const outcomeLabel = (outcome: string, locale: Locale) => textOf(locale, `complaint.outcome.${outcome}`)

/** A canned answer filled for that customer, in his language; undefined when there is none of that name. */
export async function canning(turn: Turn, program: Program, id: number, name: string): Promise<string | undefined> {
  const complaint = await complaintById(turn.unit, id)
  if (!complaint) return undefined
  const { customerId } = complaint
  const profile = await turn.unit.ask(profileOf, customerId)
  const { balance } = standing(await turn.unit.ask(accountOf, customerId), turn.now, program)
  const locale = profile?.locale ?? turn.locale
  return cannedReply(program.complaints.replies, name, locale, {
    name: profile?.name ?? '',
    number: numberOf(id),
    points: Number(balance),
    shop: program.shop ?? '',
    staff: await nameOf(turn.unit, turn.contact.customerId),
  })?.trim()
}

async function reply(turn: Turn, program: Program, words: string): Promise<void> {
  const meant = await meantComplaint(turn, words)
  if (!meant) return turn.say(turn.t('case.which', { command: 'reply' }))
  const { id, rest } = meant
  if (rest.trim() === '' && turn.files.length === 0) return turn.open('answer', String(id))
  const canned = /^\S+$/.test(rest.trim()) ? await canning(turn, program, id, rest) : undefined
  await say(turn, program, id, { kind: 'answer', text: canned ?? rest, files: turn.files })
}

async function note(turn: Turn, program: Program, words: string): Promise<void> {
  const meant = await meantComplaint(turn, words)
  if (!meant) return turn.say(turn.t('case.which', { command: 'note' }))
  const { id, rest } = meant
  if (rest.trim() === '' && turn.files.length === 0) return turn.open('note', String(id))
  await say(turn, program, id, { kind: 'note', text: rest, files: turn.files })
}

async function resolve(turn: Turn, program: Program, words: string): Promise<void> {
  const meant = await meantComplaint(turn, words)
  if (!meant) return turn.say(turn.t('case.which', { command: 'resolve' }))
  const { id, rest } = meant
  if (rest.trim() === '') return turn.open('resolve', String(id))
  const [, first = '', text = ''] = /^(\S+)\s*([\s\S]*)$/.exec(rest.trim()) ?? []
  const outcome = outcomes.find(
    (it) => it === first.toLowerCase() || outcomeLabel(it, turn.locale).toLowerCase() === first.toLowerCase(),
  )
  if (!outcome) return turn.say(turn.t('case.resolve.how', { outcomes: outcomes.join(', '), number: numberOf(id) }))
  await settle(turn, program, id, { outcome, text, points: 0 })
}

/** Something written about a complaint, for the customer or not. Gives whether it was taken. */
export async function say(turn: Turn, program: Program, id: number, deed: Writing): Promise<boolean> {
  const outcome = await act(turn, program, 'staff', { id, deed, source: sourceOf(turn) })
  if (outcome.kind === 'refused') {
    if (outcome.why === 'empty') sayEmpty(turn, id, deed.kind)
    else sayRefused(turn, id, outcome)
  } else await confirm(turn, outcome, `case.done.${deed.kind}`)
  return outcome.kind === 'done'
}

/** Nothing was written: the form is at hand to try again. */
function sayEmpty(turn: Turn, id: number, form: Writing['kind']): void {
  const again = { label: turn.t(`form.${form}.title`), form, about: String(id) }
  turn.say({ text: turn.t('case.refused.empty'), parts: [buttons(again)] })
}

async function settle(
  turn: Turn,
  program: Program,
  id: number,
  { outcome: how, text, points }: { outcome: Outcome; text: string; points: number },
): Promise<void> {
  const outcome = await act(turn, program, 'staff', { id, deed: { kind: 'resolve', outcome: how, text }, points })
  if (outcome.kind === 'refused') return sayRefused(turn, id, outcome)
  await confirm(turn, outcome, 'case.done.resolve')
  const { recovery } = outcome
  if ('asked' in recovery) turn.say(turn.t('recovery.asked', { points: formatNumber(recovery.asked, turn.locale) }))
  if ('refused' in recovery) turn.say(turn.t(`recovery.refused.${recovery.refused}`))
}

async function press(turn: Turn, program: Program, about: string, deed: Deed): Promise<void> {
  const { id } = readAbout(about)
  const outcome = await act(turn, program, 'staff', { id, deed })
  if (outcome.kind === 'refused') return sayRefused(turn, id, outcome)
  await confirm(turn, outcome, `case.done.${deed.kind}`)
}

/** Where the complaint is shown one sees what was done; elsewhere it is said. Nobody must think that it arrived when it cannot. */
async function confirm(
  turn: Turn,
  { complaint, isReached }: Extract<DeedOutcome, { kind: 'done' }>,
  key: string,
): Promise<void> {
  const values = { number: numberOf(complaint.id), name: await nameOf(turn.unit, complaint.customerId) }
  if (!isReached) return turn.say(turn.t('case.unreachable', values))
  const { happening } = turn
  const { platform, channel, thread } = happening.where
  const isShown = (await turn.unit.ask(seatsOf, aboutComplaint(complaint.id))).some(
    ({ address: { place } }) => place.platform === platform && place.channel === channel,
  )
  // A command beside the thread has no line below it.
  const isBeside = happening.kind === 'asked' && thread === undefined && happening.inReplyTo === undefined
  if (!isShown || isBeside) turn.say(turn.t(key, values))
}
