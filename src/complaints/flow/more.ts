import type { Button } from '../../chat.ts'
import { deskSeat, openDesks } from '../../desks/exports.ts'
import type { PressDefinition } from '../../engine/feature.ts'
import { buttons, type Turn } from '../../engine/turn.ts'
import type { Program } from '../../program/program.ts'
import { visitsOf } from '../../purchases/exports.ts'
import { audit } from '../../staff/audit.ts'
import { holdersOf } from '../../staff/exports.ts'
import { alone } from '../alone.ts'
import { event } from '../deeds.ts'
import { decideRecovery } from '../recovery.ts'
import { isPriority, priorities } from '../rules/clock.ts'
import { type Complaint, isOver, numberOf } from '../rules/complaint.ts'
import type { Deed } from '../rules/decide.ts'
import { tellProgress } from '../show/customer.ts'
import { nameOf } from '../show/facts.ts'
import { categoryLabel, visitLabel } from '../show/words.ts'
import { complaintById, complaintsOf, isBlocked, lockComplaints, setBlocked } from '../store.ts'
import { sayTranscript } from './show.ts'
import { act, readAbout, sayRefused } from './turns.ts'

const mostChoices = 12
const halfYearMs = 182 * 86_400_000

/** Everything else that can be done about a complaint, behind one button of its card. */
export const morePresses = (program: Program): Record<string, PressDefinition> => {
  const staff = (run: (turn: Turn, complaint: Complaint, rest: string) => Promise<void>): PressDefinition => ({
    role: 'staff',
    run: async (turn, about) => {
      const { id, rest } = readAbout(about)
      const complaint = await complaintById(turn.unit, id)
      if (!complaint) return turn.say(turn.t('button-gone'))
      await run(turn, complaint, rest)
    },
  })
  /** A choice, or without one the list to choose from. */
  const choice = (
    name: string,
    options: (turn: Turn, complaint: Complaint) => Promise<{ value: string; label: string }[]>,
    deed: (turn: Turn, complaint: Complaint, value: string) => Promise<Deed | undefined> | Deed | undefined,
  ): Record<string, PressDefinition> => ({
    [`case.${name}`]: staff(async (turn, complaint, value) => {
      if (value === '') return offer(turn, complaint, name, await options(turn, complaint))
      const wanted = await deed(turn, complaint, value)
      if (!wanted) return turn.say(turn.t('button-gone'))
      await perform(turn, program, complaint.id, wanted)
    }),
  })
  return {
    'case.more': staff(async (turn, complaint) => menu(turn, complaint)),
    'case.transcript': staff(async (turn, complaint) => sayTranscript(turn, complaint)),
    'case.block': staff((turn, complaint) => alone(turn.unit, () => block(turn, program, complaint, true))),
    'case.unblock': staff((turn, complaint) => alone(turn.unit, () => block(turn, program, complaint, false))),
    'case.approve': {
      ...staff((turn, complaint, rest) => alone(turn.unit, () => approve(turn, program, complaint, rest))),
      role: 'manager',
    },
    ...choice(
      'category',
      (turn) => categories(turn, program),
      (_turn, _complaint, category) =>
        program.complaints.categories.some(({ id }) => id === category) ? { kind: 'categorize', category } : undefined,
    ),
    ...choice(
      'priority',
      async (turn) => priorityList(turn),
      (_turn, _complaint, priority) => (isPriority(priority) ? { kind: 'prioritize', priority } : undefined),
    ),
    ...choice(
      'purchase',
      (turn, complaint) => visits(turn, program, complaint),
      async (turn, complaint, purchaseId) =>
        (await allVisits(turn, complaint)).some(({ id }) => id === purchaseId)
          ? { kind: 'relate', purchaseId }
          : undefined,
    ),
    ...choice(
      'assign',
      (turn) => colleagues(turn),
      async (turn, _complaint, to) => ((await staffIds(turn)).includes(to) ? { kind: 'assign', to } : undefined),
    ),
    ...choice(
      'hand',
      (turn) => desks(turn),
      async (turn, _complaint, seat) =>
        (await desks(turn)).some(({ value }) => value === seat) ? { kind: 'hand', seat } : undefined,
    ),
    ...choice(
      'merge',
      (turn, complaint) => others(turn, complaint),
      async (turn, _complaint, value) => {
        const into = await complaintById(turn.unit, Number(value))
        return into && { kind: 'merge', into }
      },
    ),
  }
}

async function menu(turn: Turn, complaint: Complaint): Promise<void> {
  const { id } = complaint
  const isOut = await isBlocked(turn.unit, complaint.customerId)
  const about = String(id)
  const press = (name: string, tone?: 'danger'): Button => ({
    label: turn.t(`case.${name}`),
    press: `case.${name}:${id}`,
    ...(tone && { tone }),
  })
  const working: Button[] = isOver(complaint)
    ? []
    : [
        { label: turn.t('form.ask.title'), form: 'ask', about },
        press('assign'),
        ...(complaint.assigneeId === null ? [] : [press('unclaim')]),
        press('hand'),
        press('category'),
        press('priority'),
        press('purchase'),
        press('merge'),
      ]
  turn.say({
    text: turn.t('case.more.what', { number: numberOf(id) }),
    parts: [
      buttons(
        { label: turn.t('form.note.title'), form: 'note', about },
        ...working,
        { label: turn.t('case.show'), press: `case.show:${id}` },
        press('transcript'),
        isOut ? press('unblock') : press('block', 'danger'),
      ),
    ],
  })
}

function offer(turn: Turn, { id }: Complaint, name: string, options: { value: string; label: string }[]): void {
  if (options.length === 0) turn.say(turn.t(`case.${name}.none`))
  else
    turn.update({
      text: turn.t(`case.${name}.which`, { number: numberOf(id) }),
      parts: [
        buttons(
          ...options.slice(0, mostChoices).map(({ value, label }) => ({ label, press: `case.${name}:${id}:${value}` })),
        ),
      ],
    })
}

async function perform(turn: Turn, program: Program, id: number, deed: Deed): Promise<void> {
  const outcome = await act(turn, program, 'staff', { id, deed })
  if (outcome.kind === 'refused') return sayRefused(turn, id, outcome)
  turn.update({ text: turn.t(`case.done.${deed.kind}`, { number: numberOf(id), name: '' }) })
}

async function categories(turn: Turn, program: Program) {
  return program.complaints.categories.map(({ id }) => ({ value: id, label: categoryLabel(program, id, turn.locale) }))
}

const priorityList = (turn: Turn) =>
  priorities.map((value) => ({ value, label: turn.t(`complaint.priority.${value}`) }))

const allVisits = (turn: Turn, { customerId }: Complaint) =>
  visitsOf(turn.unit, customerId, new Date(turn.now.getTime() - halfYearMs), mostChoices)

async function visits(turn: Turn, program: Program, complaint: Complaint) {
  const found = await allVisits(turn, complaint)
  return found.map((visit) => ({ value: visit.id, label: visitLabel(visit, program, turn.locale, turn.now) }))
}

const staffIds = async (turn: Turn) =>
  (await Promise.all((['staff', 'manager', 'owner'] as const).map((role) => holdersOf(turn.unit, role)))).flat()

async function colleagues(turn: Turn) {
  const ids = await staffIds(turn)
  const named = await Promise.all(ids.map(async (value) => ({ value, label: await nameOf(turn.unit, value) })))
  return named.sort((a, b) => a.label.localeCompare(b.label, turn.locale))
}

async function desks(turn: Turn) {
  const found = await turn.unit.ask(openDesks, 'all')
  return found
    .filter(
      ({ platform, channel }) => platform !== turn.happening.where.platform || channel !== turn.happening.where.channel,
    )
    .map((desk) => ({
      value: deskSeat(desk).seat,
      label: turn.t('desk.name', { id: desk.id, platform: desk.platform }),
    }))
}

async function others(turn: Turn, { id, customerId }: Complaint) {
  const open = await complaintsOf(turn.unit, customerId, 'open')
  return open.filter((it) => it.id !== id).map((it) => ({ value: String(it.id), label: numberOf(it.id) }))
}

async function block(turn: Turn, program: Program, complaint: Complaint, isToBe: boolean): Promise<void> {
  const { customerId, id } = complaint
  const name = await nameOf(turn.unit, customerId)
  if ((await isBlocked(turn.unit, customerId)) === isToBe) return turn.say(turn.t('case.refused.unchanged'))
  await setBlocked(turn.unit, customerId, isToBe ? turn.contact.customerId : null)
  const what = isToBe ? 'blocked' : 'unblocked'
  audit(turn.unit, turn, { act: what, subject: `customer:${customerId}`, detail: { complaint: id } })
  await event(turn.unit, program, complaint, turn.contact.customerId, what)
  turn.say({
    text: turn.t(`case.${what}`, { name }),
    ...(isToBe && { parts: [buttons({ label: turn.t('case.unblock'), press: `case.unblock:${id}` })] }),
  })
}

async function approve(turn: Turn, program: Program, complaint: Complaint, rest: string): Promise<void> {
  await lockComplaints(turn.unit, [complaint.id])
  const decided = await decideRecovery(turn.unit, program, complaint, turn.contact.customerId, rest === 'yes')
  if (!decided) return turn.update({ text: turn.t('recovery.decided') })
  const { points } = decided
  const what = points > 0 ? 'recovered' : 'refused'
  audit(turn.unit, turn, { act: `recovery.${what}`, subject: `customer:${complaint.customerId}`, detail: { points } })
  await event(turn.unit, program, complaint, turn.contact.customerId, what, { points })
  if (points > 0) await tellProgress(turn.unit, complaint, 'points', () => ({ points }))
  turn.update({
    text: turn.t(points > 0 ? 'recovery.given' : 'recovery.not-given', { number: numberOf(complaint.id), points }),
  })
}
