import { complainantOf } from '../../complaints/exports.ts'
import type { CommandDefinition, FormDefinition, PressDefinition } from '../../engine/feature.ts'
import type { Turn } from '../../engine/turn.ts'
import type { Program } from '../../program/program.ts'
import { type CallOrder, type CallOutcome, doCall } from '../deeds.ts'
import { copyWish, keepWish } from '../open.ts'
import { type Callback, callNumber } from '../rules/callback.ts'
import { readPhone } from '../rules/phone.ts'
import { readWish } from '../rules/wish.ts'
import { zoneFor } from '../show/words.ts'
import { callbackById } from '../store.ts'
import { askForCallback, readCallAbout } from './ask.ts'
import { sayBooked } from './booked.ts'
import { offerDays, offerNear, offerTimes, readAt } from './choose.ts'

/** What customers say and press to be called back. */
export const customerCommands = (program: Program): CommandDefinition[] => [
  {
    name: 'callback',
    args: {
      name: 'when',
      kind: 'line',
      fits: (words) => readWish(words, new Date(0), program.timeZone) !== undefined,
    },
    run: (turn, words) => askInWords(turn, program, words),
  },
]

/** Takes up what a customer writes who wants to be called. Gives whether it did. */
export async function meanCall(turn: Turn, program: Program, said: string): Promise<boolean> {
  if (!turn.happening.direct || turn.role !== 'customer') return false
  await askInWords(turn, program, said)
  return true
}

async function askInWords(turn: Turn, program: Program, words: string): Promise<void> {
  const zone = await zoneFor(turn.unit, program, turn.contact.customerId)
  const from = readWish(words, turn.now, zone)
  await askForCallback(turn, program, { ...(from && { from }) })
}

export const customerPresses = (program: Program): Record<string, PressDefinition> => ({
  'callback.ask': {
    run: (turn, about) => {
      const { id } = readCall(about)
      return askForCallback(turn, program, id > 0 ? { complaintId: id } : {})
    },
  },
  'callback.days': {
    run: (turn, about) =>
      withOwn(turn, about, (own, [page = '']) => offerDays(turn, program, own, 'callback', pageOf(page))),
  },
  'callback.day': {
    run: (turn, about) =>
      withOwn(turn, about, (own, [day = '', page = '']) =>
        offerTimes(turn, program, own, 'callback', { day, page: pageOf(page) }),
      ),
  },
  'callback.at': {
    run: (turn, about) => withOwn(turn, about, (own, [at = '']) => book(turn, program, own, readAt(at))),
  },
  'callback.cancel': { run: (turn, about) => withOwn(turn, about, (own) => cancel(turn, program, own)) },
  'callback.again': { run: (turn, about) => withOwn(turn, about, (own) => again(turn, program, own)) },
})

export const customerForms = (program: Program): FormDefinition[] => [
  {
    id: 'callback',
    fields: [
      { name: 'reason', kind: 'paragraph', required: true },
      { name: 'phone', kind: 'line' },
    ],
    check: ({ phone }) =>
      phone === undefined || readPhone(phone, program.callbacks.country) !== undefined
        ? undefined
        : { phone: 'form.callback.phone.wrong' },
    filled: async (turn, { reason = '', phone: written }, about) => {
      const phone = written === undefined ? null : (readPhone(written, program.callbacks.country) ?? null)
      const { from, complaintId } = readCallAbout(about)
      const isTheirs =
        complaintId !== undefined && (await complainantOf(turn.unit, complaintId)) === turn.contact.customerId
      const how = phone === null ? 'chat' : 'phone'
      const wish = { reason, how, phone, complaintId: isTheirs ? complaintId : null } as const
      const callback = await keepWish(turn, program, wish)
      if (from) await offerNear(turn, program, callback, 'callback', { from, key: 'callback.near' })
      else await offerDays(turn, program, callback, 'callback', 0)
    },
  },
]

export const pageOf = (written: string) => (/^\d{1,3}$/.test(written) ? Number(written) : 0)

/** Id and the rest of what a button carries. */
export function readCall(about: string): { id: number; rest: string[] } {
  const [first = '', ...rest] = about.split(':')
  return { id: /^\d{1,12}$/.test(first) ? Number(first) : 0, rest }
}

/** The callback that a button is about, if it is this customer's own. */
async function withOwn(
  turn: Turn,
  about: string,
  job: (own: Callback, rest: string[]) => Promise<void>,
): Promise<void> {
  const { id, rest } = readCall(about)
  const callback = await callbackById(turn.unit, id)
  if (callback?.customerId !== turn.contact.customerId || callback.kind !== 'asked')
    return turn.say(turn.t('button-gone'))
  await job(callback, rest)
}

const act = (turn: Turn, program: Program, { id }: Callback, order: CallOrder) =>
  doCall(turn.unit, program, id, order, { id: turn.contact.customerId, side: 'customer' })

async function book(turn: Turn, program: Program, own: Callback, at: Date | undefined): Promise<void> {
  if (!at) return turn.say(turn.t('button-gone'))
  const outcome = await act(turn, program, own, { kind: 'book', at })
  if (outcome.kind === 'done')
    return sayBooked(turn, program, outcome.callback, own.at === null ? 'callback.booked' : 'callback.moved.you')
  if (outcome.why === 'taken') return offerNear(turn, program, own, 'callback', { from: at, key: 'callback.taken' })
  refuse(turn, own, outcome)
}

async function cancel(turn: Turn, program: Program, own: Callback): Promise<void> {
  const outcome = await act(turn, program, own, { kind: 'cancel' })
  if (outcome.kind === 'done') turn.say(turn.t('callback.cancelled', { number: callNumber(own.id) }))
  else refuse(turn, own, outcome)
}

/** Asks for a new time for what did not come about; what it was about need not be told again. */
async function again(turn: Turn, program: Program, own: Callback): Promise<void> {
  if (own.state !== 'missed') return turn.say(turn.t('button-gone'))
  const callback = await copyWish(turn.unit, program, own)
  if (callback.state === 'choosing') return offerDays(turn, program, callback, 'callback', 0)
  await sayBooked(turn, program, callback, 'callback.known')
}

function refuse(turn: Turn, { id }: Callback, outcome: Extract<CallOutcome, { kind: 'refused' }>): void {
  turn.say(turn.t(`callback.refused.${outcome.why}`, { number: callNumber(id), staff: outcome.holder ?? '' }))
}
