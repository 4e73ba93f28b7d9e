import { complaintNumber, complaintRecord } from '../../complaints/exports.ts'
import { profileOf } from '../../customers/profile.ts'
import type { Unit } from '../../engine/unit.ts'
import type { Locale } from '../../language/text.ts'
import { accountOf } from '../../points/exports.ts'
import { standing } from '../../points/rules.ts'
import type { Program } from '../../program/program.ts'
import { boughtBy } from '../../purchases/exports.ts'
import type { Callback } from '../rules/callback.ts'
import { zoneFor } from './words.ts'

/** Everything that staff are to see of a call at a glance. Money is in minor units; `zone` is the customer's. */
export type CallFacts = {
  callback: Callback
  name: string
  card: string
  locale: Locale
  zone: string
  points: number
  bought: { count: number; amount: number; last: Date | null }
  before: { count: number; open: number; last: string | null }
  /** Number of the complaint that it is about; empty for none. */
  complaint: string
  assignee: string | null
}

/** What somebody is called; his card where he gave no name. */
export async function personName(unit: Unit, customerId: string): Promise<string> {
  const profile = await unit.ask(profileOf, customerId)
  return profile?.name ?? profile?.card ?? '?'
}

export async function callFacts(unit: Unit, program: Program, callback: Callback): Promise<CallFacts> {
  const { customerId, assigneeId, complaintId } = callback
  const [profile, account, bought, before, zone, assignee] = await Promise.all([
    unit.ask(profileOf, customerId),
    unit.ask(accountOf, customerId),
    unit.ask(boughtBy, customerId),
    unit.ask(complaintRecord, customerId),
    zoneFor(unit, program, customerId),
    assigneeId === null ? null : personName(unit, assigneeId),
  ])
  return {
    callback,
    name: profile?.name ?? profile?.card ?? '?',
    card: profile?.card ?? '',
    locale: profile?.locale ?? 'en',
    zone,
    points: standing(account, unit.now, program).balance,
    bought,
    before,
    complaint: complaintId === null ? '' : complaintNumber(complaintId),
    assignee,
  }
}
