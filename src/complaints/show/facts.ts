import { customerName } from '../../customers/name.ts'
import { profileOf } from '../../customers/profile.ts'
import type { Unit } from '../../engine/unit.ts'
import type { Locale } from '../../language/text.ts'
import { accountOf } from '../../points/exports.ts'
import { standing } from '../../points/rules.ts'
import type { Program } from '../../program/program.ts'
import { boughtBy, type Visit, visitOf } from '../../purchases/exports.ts'
import { fileCounts } from '../lines.ts'
import { answerBy, resolveBy } from '../rules/clock.ts'
import type { Complaint, Outcome } from '../rules/complaint.ts'
import { clockRules } from '../rules/desk-rules.ts'
import { complaintRecord } from '../store.ts'

/** Everything that staff are to see of a complaint at a glance. Times are instants, money is in minor units. */
export type CaseFacts = {
  complaint: Complaint
  name: string
  card: string
  platforms: string[]
  locale: Locale
  points: number
  bought: { count: number; amount: number; last: Date | null }
  /** Complaints besides this one. */
  before: { count: number; open: number; last: Outcome | null }
  purchase: Visit | undefined
  files: number
  assignee: string | null
  answerBy: Date | null
  resolveBy: Date | null
}

/** What somebody is called; his card where he gave no name. */
export const nameOf = (unit: Unit, customerId: string): Promise<string> => unit.ask(customerName, customerId)

export async function factsOf(unit: Unit, program: Program, complaint: Complaint): Promise<CaseFacts> {
  const { customerId, purchaseId, assigneeId, id } = complaint
  const [profile, name, account, bought, before, purchase, files, assignee] = await Promise.all([
    unit.ask(profileOf, customerId),
    nameOf(unit, customerId),
    unit.ask(accountOf, customerId),
    unit.ask(boughtBy, customerId),
    unit.ask(complaintRecord, customerId),
    purchaseId === null ? undefined : unit.ask(visitOf, purchaseId),
    unit.ask(fileCounts, id),
    assigneeId === null ? null : nameOf(unit, assigneeId),
  ])
  const rules = clockRules(program)
  return {
    complaint,
    name,
    card: profile?.card ?? '',
    platforms: [...new Set((profile?.identities ?? []).filter((it) => it.seen !== null).map((it) => it.platform))],
    locale: profile?.locale ?? 'en',
    points: standing(account, unit.now, program).balance,
    bought,
    before: {
      count: Math.max(0, before.count - 1),
      open: Math.max(0, before.open - (complaint.ended === null ? 1 : 0)),
      last: before.last,
    },
    purchase,
    files,
    assignee,
    answerBy: answerBy(complaint, rules),
    resolveBy: resolveBy(complaint, rules),
  }
}
