import type { Unit } from '../engine/unit.ts'
import type { Program } from '../program/program.ts'
import { alone } from './alone.ts'
import { settle } from './pay.ts'
import { freezeReferrals, referrersAround } from './store.ts'

/**
 * A customer is forgotten: what has fallen due by now is paid and stays, and nothing more comes of referrals that name him.
 * The rows stay, for what was paid has to be explained; his code is nobody's.
 */
export const eraseReferrals = (unit: Unit, program: Program, customerId: string): Promise<void> =>
  alone(unit, async () => {
    for (const referrer of await referrersAround(unit, customerId)) await settle(unit, program, referrer)
    await freezeReferrals(unit, customerId)
  })
