import type { Unit } from '../engine/unit.ts'
import { lockAccounts, postToLedger } from '../points/exports.ts'
import { validity } from '../points/rules.ts'
import type { Program } from '../program/program.ts'
import { alone } from './alone.ts'
import { tellHeld } from './held.ts'
import { reckon } from './rules/reckon.ts'
import type { Amounts, Standing } from './rules/referral.ts'
import { type Change, changeReferrals, factsOf, looked, paidFor, type Referral } from './store.ts'
import { tellPaid } from './told.ts'

/** A referral as it was, and as it stands. */
type Looked = { referral: Referral; standing: Standing }

/** Points for one of the two, above zero to give and below to take back. */
type Payment = { referral: Referral; what: keyof Amounts; points: number; customerId: string; ownerId: string }

const dayMs = 86_400_000

/**
 * Works out how all referrals of that referrer stand, pays what is owed and not paid, takes back what is paid and not owed,
 * and tells those whom it concerns.
 */
export const settleReferrer = (unit: Unit, program: Program, referrerId: string): Promise<void> =>
  alone(unit, () => settle(unit, program, referrerId))

/** The same within {@link alone}. */
export async function settle(unit: Unit, program: Program, referrerId: string): Promise<void> {
  const all = await lookInto(unit, program, referrerId, new Set())
  // What is given comes first, so that nobody owes for a moment what he is to have.
  const payments = all.flatMap(paymentsOf).sort((a, b) => Math.sign(b.points) - Math.sign(a.points))
  const refused = new Set<number>()
  const paid = new Map(all.map(({ referral }) => [referral.id, paidFor(referral)]))
  for (const payment of payments) {
    const { id } = payment.referral
    const amounts = paid.get(id)
    if (!amounts) continue
    if (await post(unit, program, payment))
      paid.set(id, { ...amounts, [payment.what]: amounts[payment.what] + payment.points })
    else refused.add(id)
  }
  const changes = all.flatMap((it) => changeOf(it, paid.get(it.referral.id) ?? paidFor(it.referral), unit.now) ?? [])
  await changeReferrals(unit, changes)
  await looked(
    unit,
    all.map(({ referral: { id, marks }, standing: { due } }) => {
      // What the ledger has no room for is tried again.
      return { id, marks, due: refused.has(id) ? new Date(unit.now.getTime() + dayMs) : due }
    }),
  )
  for (const { referral, standing } of all)
    if (standing.state === 'held' && referral.asked === null)
      await tellHeld(unit, program, { ...referral, ...standing })
  await tellPaid(
    unit,
    all.map(({ referral }) => ({ referral, paid: paid.get(referral.id) ?? paidFor(referral) })),
  )
}

/**
 * All referrals as they stand, with the accounts locked to which something is to be posted: nobody is linked or parted until
 * that is done.
 */
async function lookInto(unit: Unit, program: Program, referrerId: string, locked: Set<string>): Promise<Looked[]> {
  const found = await factsOf(unit, referrerId, program)
  const standings = reckon(
    found.map(({ facts }) => facts),
    unit.now,
    program.timeZone,
  )
  const byId = new Map(standings.map((standing) => [standing.id, standing]))
  const all = found.flatMap(({ referral }): Looked[] => {
    const standing = byId.get(referral.id)
    return standing ? [{ referral, standing }] : []
  })
  const payees = [...new Set(all.flatMap(paymentsOf).map(({ customerId }) => customerId))]
  if (payees.every((id) => locked.has(id))) return all
  await lockAccounts(unit, payees)
  return lookInto(unit, program, referrerId, new Set([...locked, ...payees]))
}

function paymentsOf({ referral, standing: { owed } }: Looked): Payment[] {
  const paid = paidFor(referral)
  const { friendId, friendOwnerId, referrerId, referrerOwnerId } = referral
  return (['referrer', 'friend', 'milestone'] as const).flatMap((what): Payment[] => {
    const points = owed[what] - paid[what]
    if (points === 0) return []
    const who =
      what === 'friend'
        ? { customerId: friendId, ownerId: friendOwnerId }
        : { customerId: referrerId, ownerId: referrerOwnerId }
    return [{ referral, what, points, ...who }]
  })
}

/** Begins the author of what is posted for a referral; its id follows. */
const authorPrefix = 'referral:'

/** Gives whether the ledger took it. */
async function post(
  unit: Unit,
  program: Program,
  { referral, what, points, customerId, ownerId }: Payment,
): Promise<boolean> {
  const { expiresAt } = validity(unit.now, program)
  const outcome = await unit.act(postToLedger, {
    customerId,
    ownerId,
    post: {
      kind: 'adjust',
      at: unit.now,
      points,
      reason: `referral.${what}`,
      author: `${authorPrefix}${referral.id}`,
      expiresAt,
      debtPolicy: program.debt,
    },
  })
  return !('refused' in outcome)
}

function changeOf({ referral, standing }: Looked, paid: Amounts, now: Date): Change | undefined {
  if (referral.frozen !== null) return undefined
  const isHeld = standing.state === 'held'
  return {
    id: referral.id,
    state: standing.state,
    reason: standing.reason,
    purchaseId: standing.purchase,
    bought: standing.bought,
    counts: standing.counts,
    paidReferrer: paid.referrer,
    paidFriend: paid.friend,
    paidMilestone: paid.milestone,
    paid: standing.state === 'rewarded' ? (referral.paid ?? now) : null,
    asked: isHeld ? (referral.asked ?? now) : null,
  }
}
