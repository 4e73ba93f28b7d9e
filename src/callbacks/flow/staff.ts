import { tell } from '../../customers/reach.ts'
import { seatsOf } from '../../desks/exports.ts'
import type { FormDefinition, PressDefinition } from '../../engine/feature.ts'
import type { Turn } from '../../engine/turn.ts'
import { formatTime } from '../../language/format.ts'
import { text } from '../../language/text.ts'
import type { Program } from '../../program/program.ts'
import { type CallOrder, type CallOutcome, doCall } from '../deeds.ts'
import { aboutCall } from '../names.ts'
import { type Callback, callNumber, isOver } from '../rules/callback.ts'
import { remarkCall } from '../show/board.ts'
import { drawCallCard } from '../show/card.ts'
import { callFacts, personName } from '../show/facts.ts'
import { callbackById } from '../store.ts'
import { offerDays, offerNear, offerTimes, readAt } from './choose.ts'
import { pageOf, readCall } from './customer.ts'

/** What staff press about calls. */
export const staffPresses = (program: Program): Record<string, PressDefinition> => ({
  'call.claim': { role: 'staff', run: (turn, about) => press(turn, program, about, { kind: 'claim' }) },
  'call.nobody': { role: 'staff', run: (turn, about) => press(turn, program, about, { kind: 'nobody' }) },
  'call.show': {
    role: 'staff',
    run: (turn, about) => withCall(turn, about, (callback) => show(turn, program, callback)),
  },
  'call.days': {
    role: 'staff',
    run: (turn, about) =>
      withOpen(turn, about, (callback, [page = '']) => offerDays(turn, program, callback, 'call', pageOf(page))),
  },
  'call.day': {
    role: 'staff',
    run: (turn, about) =>
      withOpen(turn, about, (callback, [day = '', page = '']) =>
        offerTimes(turn, program, callback, 'call', { day, page: pageOf(page) }),
      ),
  },
  'call.at': {
    role: 'staff',
    run: (turn, about) => withOpen(turn, about, (callback, [at = '']) => move(turn, program, callback, readAt(at))),
  },
})

/** What staff write about calls. */
export const staffForms = (program: Program): FormDefinition[] => [
  {
    id: 'call-done',
    role: 'staff',
    fields: [{ name: 'note', kind: 'paragraph' }],
    filled: (turn, { note = '' }, about) => press(turn, program, about ?? '', { kind: 'done', note }),
  },
  {
    id: 'call-note',
    role: 'staff',
    fields: [{ name: 'text', kind: 'paragraph', required: true }],
    filled: (turn, values, about) => press(turn, program, about ?? '', { kind: 'note', text: values.text ?? '' }),
  },
  {
    id: 'call-write',
    role: 'staff',
    fields: [{ name: 'text', kind: 'paragraph', required: true }],
    filled: (turn, values, about) =>
      withCall(turn, about ?? '', (callback) => write(turn, callback, values.text ?? '')),
  },
]

type Job = (callback: Callback, rest: string[]) => Promise<void>

async function withCall(turn: Turn, about: string, job: Job): Promise<void> {
  const { id, rest } = readCall(about)
  const callback = await callbackById(turn.unit, id)
  if (!callback || callback.at === null) return turn.say(turn.t('button-gone'))
  await job(callback, rest)
}

/** What is over is not moved any more. */
const withOpen = (turn: Turn, about: string, job: Job): Promise<void> =>
  withCall(turn, about, async (callback, rest) => {
    if (isOver(callback)) return turn.say(turn.t('call.refused.over', { number: callNumber(callback.id), name: '' }))
    await job(callback, rest)
  })

const act = (turn: Turn, program: Program, id: number, order: CallOrder) =>
  doCall(turn.unit, program, id, order, { id: turn.contact.customerId, side: 'staff' })

async function press(turn: Turn, program: Program, about: string, order: CallOrder): Promise<void> {
  const outcome = await act(turn, program, readCall(about).id, order)
  if (outcome.kind === 'refused') return refuse(turn, outcome)
  await confirm(turn, program, outcome.callback, order.kind)
}

async function move(turn: Turn, program: Program, callback: Callback, at: Date | undefined): Promise<void> {
  if (!at) return turn.say(turn.t('button-gone'))
  const outcome = await act(turn, program, callback.id, { kind: 'move', at })
  if (outcome.kind === 'done') return confirm(turn, program, outcome.callback, 'move')
  if (outcome.why === 'taken') return offerNear(turn, program, callback, 'call', { from: at, key: 'callback.taken' })
  refuse(turn, outcome)
}

function refuse(turn: Turn, { why, callback, holder }: Extract<CallOutcome, { kind: 'refused' }>): void {
  turn.say(turn.t(`call.refused.${why}`, { number: callback ? callNumber(callback.id) : '', name: holder ?? '' }))
}

/** Where the call is shown its card tells; a new time is said wherever it was chosen. */
async function confirm(turn: Turn, program: Program, callback: Callback, kind: CallOrder['kind']): Promise<void> {
  const { unit, happening } = turn
  const { platform, channel } = happening.where
  const isShown = (await unit.ask(seatsOf, aboutCall(callback.id))).some(
    ({ address: { place } }) => place.platform === platform && place.channel === channel,
  )
  const isTimed = callback.state === 'booked' && (kind === 'nobody' || kind === 'move')
  if (isShown && !isTimed) return
  const { at } = callback
  turn.say(
    turn.t(isTimed ? 'call.done.timed' : `call.done.${kind}`, {
      number: callNumber(callback.id),
      name: await personName(unit, callback.customerId),
      time: at === null ? '' : formatTime(at, turn.locale, program.timeZone, turn.now),
    }),
  )
}

async function show(turn: Turn, program: Program, callback: Callback): Promise<void> {
  turn.say(drawCallCard(await callFacts(turn.unit, program, callback), program, turn.locale, turn.now))
}

/** Writes to the customer in the name of whoever does; the desks see it. */
async function write(turn: Turn, callback: Callback, words: string): Promise<void> {
  const { unit, contact } = turn
  if (words.trim() === '') return turn.say(turn.t('call.refused.empty'))
  const staff = await personName(unit, contact.customerId)
  const to = await tell(
    unit,
    callback.customerId,
    ({ locale }) => ({ text: text(locale, 'callback.written', { staff, text: words }) }),
    { lane: 'answer', cause: 'callback.written' },
  )
  const name = await personName(unit, callback.customerId)
  if (!to) return turn.say(turn.t('case.unreachable', { number: callNumber(callback.id), name }))
  await remarkCall(unit, callback.id, (locale) => ({ text: text(locale, 'call.written', { staff, text: words }) }))
  if ((await unit.ask(seatsOf, aboutCall(callback.id))).length === 0) turn.say(turn.t('call.done.write', { name }))
}
