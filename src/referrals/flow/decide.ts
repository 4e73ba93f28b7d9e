import { customerName } from '../../customers/name.ts'
import type { PressDefinition, QueueDefinition } from '../../engine/feature.ts'
import type { Turn } from '../../engine/turn.ts'
import { formatDay } from '../../language/format.ts'
import type { Program } from '../../program/program.ts'
import { audit } from '../../staff/audit.ts'
import { alone } from '../alone.ts'
import { heldQuestion } from '../held.ts'
import { settle } from '../pay.ts'
import { staffLine } from '../show/state.ts'
import { decideReferral, heldReferrals, type Referral, referralById } from '../store.ts'

const queuePage = 8

/** Buttons of managers about referrals that are held: the first who presses decides. */
export const referralPresses = (program: Program): Record<string, PressDefinition> => ({
  'referral.show': {
    role: 'manager',
    run: async (turn, about) => {
      const referral = await read(turn, about)
      if (!referral) return turn.say(turn.t('button-gone'))
      if (!(await isOpen(turn, program, referral))) return
      turn.say(await heldQuestion(turn.unit, program, referral, turn.locale))
    },
  },
  'referral.decide': {
    role: 'manager',
    run: (turn, about) => {
      const [id = '', answer] = about.split(':')
      if (answer !== 'yes' && answer !== 'no') return turn.say(turn.t('button-gone'))
      return alone(turn.unit, () => decide(turn, program, id, answer))
    },
  },
})

async function read({ unit }: Turn, id: string): Promise<Referral | undefined> {
  return /^[1-9]\d{0,8}$/.test(id) ? referralById(unit, Number(id)) : undefined
}

/** Whether there is something to decide, and by him; says so when there is not. */
async function isOpen(turn: Turn, program: Program, referral: Referral): Promise<boolean> {
  const { unit, locale, now, contact } = turn
  const { decision, decidedBy, state, referrerId, friendId } = referral
  const line = await staffLine(unit, referral, { program, locale, now })
  if (decision !== null) {
    const name = decidedBy === null ? '' : await unit.ask(customerName, decidedBy)
    turn.update({ text: turn.t(`refer.held.decided.${decision}`, { name, line }) })
    return false
  }
  if (state !== 'held') {
    turn.update({ text: turn.t('refer.held.over', { line }) })
    return false
  }
  if (contact.customerId !== referrerId && contact.customerId !== friendId) return true
  turn.say(turn.t('refer.held.own'))
  return false
}

async function decide(turn: Turn, program: Program, id: string, answer: 'yes' | 'no'): Promise<void> {
  const { unit, contact, locale, now } = turn
  const referral = await read(turn, id)
  if (!referral) return turn.say(turn.t('button-gone'))
  if (!(await isOpen(turn, program, referral))) return
  await decideReferral(unit, referral.id, answer, contact.customerId)
  await settle(unit, program, referral.referrerId)
  audit(unit, turn, {
    act: 'referral',
    subject: `customer:${referral.referrerId}`,
    detail: { referral: referral.id, decision: answer },
  })
  const after = (await referralById(unit, referral.id)) ?? referral
  const [referrer, friend] = await Promise.all([
    unit.ask(customerName, referral.referrerId),
    unit.ask(customerName, referral.friendId),
  ])
  const line = await staffLine(unit, after, { program, locale, now })
  turn.update({ text: turn.t(`refer.held.done.${answer}`, { referrer, friend, line }) })
}

/** Referrals that wait for a manager. */
export const referralQueue = (program: Program): QueueDefinition => ({
  size: queuePage,
  show: async (turn, skip) => {
    const { unit, locale, now } = turn
    const { rows, count } = await heldReferrals(unit, skip, queuePage)
    const lines = await Promise.all(
      rows.map(async (referral): Promise<[string, string]> => {
        const [referrer, friend] = await Promise.all([
          unit.ask(customerName, referral.referrerId),
          unit.ask(customerName, referral.friendId),
        ])
        const line = await staffLine(unit, referral, { program, locale, now })
        return [turn.t('refer.pair', { referrer, friend }), line]
      }),
    )
    return {
      text: turn.t('queue.referrals', { count }),
      rows: lines,
      choices: rows.map(({ id, joined }, nth) => ({
        label: `${skip + nth + 1} · ${formatDay(joined, locale, program.timeZone, now)}`,
        press: `referral.show:${id}`,
      })),
      hasMore: skip + queuePage < count,
    }
  },
})
