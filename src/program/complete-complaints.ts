import type { Priority, Targets } from '../complaints/rules/clock.ts'
import type { WrittenComplaints, WrittenTargets } from './complaints.ts'
import { openTimeText } from './duration.ts'
import { type ComplaintRules, defaultProgram } from './program.ts'

type Complain = (path: PropertyKey[], message: string) => void

/** The rules with everything that was left out. Paths of what does not fit together begin below `complaints`. */
export function completeComplaints(written: WrittenComplaints = {}, complain: Complain): ComplaintRules {
  const usual = defaultProgram.complaints
  const priorities: Priority[] = ['urgent', 'high', 'normal', 'low']
  const targets = { ...usual.targets }
  for (const priority of priorities) {
    targets[priority] = followed(usual.targets[priority], written.clocks?.[priority])
    checkTargets(targets[priority], written.clocks?.[priority], (key, message) =>
      complain(['clocks', priority, key], message),
    )
  }
  const staff = written.recovery?.staff ?? usual.recovery.staff
  const manager = written.recovery?.manager ?? usual.recovery.manager
  if (staff > manager) {
    const key = written.recovery?.staff === undefined ? 'manager' : 'staff'
    complain(
      ['recovery', key],
      `lets staff give more than a manager: ${staff} and ${manager} points. Write a lower staff: or a higher manager:.`,
    )
  }
  return {
    categories: written.categories ?? usual.categories,
    reopen: written.reopen ?? usual.reopen,
    targets,
    warn: written.warn === undefined ? usual.warn : written.warn / 100,
    acknowledge: written.acknowledge ?? usual.acknowledge,
    levels: written.levels ?? usual.levels,
    recovery: { staff, manager },
    replies: written.replies ?? usual.replies,
  }
}

function followed(usual: Targets, written: WrittenTargets | undefined): Targets {
  return {
    first: written?.first ?? usual.first,
    next: written?.next ?? usual.next,
    resolve: written?.resolve ?? usual.resolve,
  }
}

function checkTargets(
  complete: Targets,
  written: WrittenTargets | undefined,
  complain: (key: string, message: string) => void,
) {
  for (const key of ['first', 'next'] as const) {
    if (complete[key] <= complete.resolve) continue
    complain(
      written?.[key] === undefined ? 'resolve' : key,
      `gives longer to answer than to resolve: ${key} ${openTimeText(complete[key])}, resolve ${openTimeText(complete.resolve)}. Write a shorter ${key}: or a longer resolve:.`,
    )
  }
}
