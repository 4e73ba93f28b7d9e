import { openCallbacksOf } from '../callbacks/exports.ts'
import { complaintRecord } from '../complaints/exports.ts'
import { blankCustomer, leaveCustomer } from '../customers/erase.ts'
import type { Feature } from '../engine/feature.ts'
import { dropInterviewsOf } from '../engine/unfinished.ts'
import type { Act, Unit } from '../engine/unit.ts'
import { accountOf, lockPresent } from '../points/exports.ts'
import { type Actor, audit } from '../staff/audit.ts'
import { eraseRole, isLastOwner } from '../staff/exports.ts'
import { publish } from '../webhooks/exports.ts'
import { lookAgain } from './store.ts'

/** What somebody loses with it: points that count, and complaints and calls that are open. */
export type Losses = { points: number; complaints: number; calls: number }

/** The event that others are told of. */
export const erasedEvent = 'customer.erased'

/** `told` is what he was told that he loses: when it is something else by now, he is asked again. */
export type ErasureOrder = { features: readonly Feature[]; customerId: string; told: Losses; by: Actor }

/** `gone`: was done before. `last-owner`: somebody has to own the shop. */
export type ErasureOutcome = 'erased' | 'gone' | 'last-owner' | { now: Losses }

export async function lossesOf(unit: Unit, customerId: string): Promise<Losses> {
  unit.forget(complaintRecord, customerId)
  unit.forget(accountOf, customerId)
  const [account, complaints, calls] = await Promise.all([
    unit.ask(accountOf, customerId),
    unit.ask(complaintRecord, customerId),
    openCallbacksOf(unit, customerId),
  ])
  const points = account.lots.reduce(
    (sum, lot) => sum + (lot.expiresAt && lot.expiresAt <= unit.now ? 0 : lot.remaining),
    0,
  )
  return { points, complaints: complaints.open, calls: calls.filter(({ at }) => at !== null).length }
}

/** Erases customers, one after the other: of two who want the same the second finds it done. */
export const erasing: Act<ErasureOrder, ErasureOutcome> = {
  name: 'erase',
  async carry(unit, orders) {
    const outcomes: ErasureOutcome[] = []
    for (const order of orders) outcomes.push(await erase(unit, order))
    return outcomes
  },
}

async function erase(unit: Unit, { features, customerId, told, by }: ErasureOrder): Promise<ErasureOutcome> {
  // Everything that is booked for him waits here, and what was booked is seen.
  const [present] = await lockPresent(unit, [customerId])
  if (present !== customerId) return 'gone'
  const now = await lossesOf(unit, customerId)
  if (JSON.stringify(now) !== JSON.stringify(told)) return { now }
  if (await isLastOwner(unit, customerId)) return 'last-owner'
  if (!(await blankCustomer(unit, customerId))) return 'gone'
  for (const { erased } of features) await erased?.(unit, customerId)
  await dropInterviewsOf(unit, customerId)
  await eraseRole(unit, customerId)
  await leaveCustomer(unit, customerId)
  await lookAgain(unit, customerId)
  audit(unit, by, { act: 'erase', subject: `customer:${customerId}`, detail: { ...now } })
  await publish(unit, erasedEvent, { customer: `customer:${customerId}` })
  return 'erased'
}
