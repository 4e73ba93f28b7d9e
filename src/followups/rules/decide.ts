import { wakefulness } from '../../hours/quiet.ts'
import type { FollowUpRule, Program } from '../../program/program.ts'

const hourMs = 3_600_000
/** At least so long after one follow-up comes the next of the same customer. */
export const apartMs = 24 * hourMs
/** How long until somebody whose complaint is open is looked at again. */
const complaintMs = hourMs / 2

/** What is known when a follow-up is due. `rule` is undefined when the program has it no more. */
export type Facts = {
  rule: FollowUpRule | undefined
  until: Date
  /** Whether what it is about is as it was: not given back, not bought since, not reopened. */
  stands: boolean
  stopped: boolean
  reachable: boolean
  complains: boolean
  /** When he was last asked something. */
  last: Date | undefined
  zone: string | null
}

export type Decision =
  | { kind: 'ask'; closes: Date }
  | { kind: 'call' }
  | { kind: 'wait'; due: Date }
  | { kind: 'stale' }
  | { kind: 'skip'; why: 'rule' | 'gone' | 'stopped' | 'unreachable' }

/** Whether somebody is asked now, later or not at all. */
export function decide(facts: Facts, now: Date, program: Pick<Program, 'quiet' | 'timeZone'>): Decision {
  const { rule, until, last } = facts
  if (!rule) return { kind: 'skip', why: 'rule' }
  if (facts.stopped) return { kind: 'skip', why: 'stopped' }
  if (!facts.stands) return { kind: 'skip', why: 'gone' }
  if (!facts.reachable && !rule.call) return { kind: 'skip', why: 'unreachable' }
  if (now > until) return { kind: 'stale' }
  const waitUntil = (at: Date): Decision => (at > until ? { kind: 'stale' } : { kind: 'wait', due: at })
  if (last && last.getTime() + apartMs > now.getTime()) return waitUntil(new Date(last.getTime() + apartMs))
  if (facts.complains)
    return { kind: 'wait', due: new Date(Math.min(now.getTime() + complaintMs, until.getTime() + 1)) }
  if (rule.call) return { kind: 'call' }
  const { awake, until: turns } = wakefulness(now, facts.zone, program)
  return awake ? { kind: 'ask', closes: turns } : waitUntil(turns)
}
