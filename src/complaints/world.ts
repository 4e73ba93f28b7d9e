import type { Unit } from '../engine/unit.ts'
import { publish } from '../webhooks/exports.ts'
import type { Line } from './lines.ts'
import { type Complaint, numberOf } from './rules/complaint.ts'

/** What those outside can be told of, by what happened. Notes are for nobody outside. */
const types: Readonly<Record<string, string>> = {
  opened: 'complaint.opened',
  claimed: 'complaint.claimed',
  assigned: 'complaint.claimed',
  unclaimed: 'complaint.unclaimed',
  handed: 'complaint.unclaimed',
  told: 'complaint.told',
  answer: 'complaint.answered',
  asked: 'complaint.answered',
  categorized: 'complaint.changed',
  prioritized: 'complaint.changed',
  related: 'complaint.changed',
  resolved: 'complaint.resolved',
  reopened: 'complaint.reopened',
  withdrawn: 'complaint.withdrawn',
  merged: 'complaint.merged',
  rated: 'complaint.rated',
  late: 'complaint.late',
}

/** Types of the events that webhooks can be told of. */
export const complaintEvents: readonly string[] = [...new Set(Object.values(types))]

/**
 * Tells those outside who want to know what happened to a complaint: with ids, and how it stands, not with what people
 * wrote.
 */
export async function tellWorld(unit: Unit, what: string, complaint: Complaint, line?: Line): Promise<void> {
  const type = types[what]
  if (type === undefined) return
  const { id, customerId, category, priority, state, assigneeId, outcome, rating, mergedInto } = complaint
  await publish(unit, type, {
    complaint: numberOf(id),
    customer: `customer:${customerId}`,
    category,
    priority,
    state,
    assignee: assigneeId === null ? null : `customer:${assigneeId}`,
    outcome,
    rating,
    mergedInto: mergedInto === null ? null : numberOf(mergedInto),
    line: line?.id ?? null,
  })
}
