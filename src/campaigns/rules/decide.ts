import type { Role } from '../../staff/rules.ts'
import { may } from '../../staff/rules.ts'
import type { Campaign, CampaignState } from './campaign.ts'

/** What managers do to a campaign that was started; `go`: it begins although it is overdue. */
export const campaignActs = ['pause', 'resume', 'cancel', 'approve', 'reject', 'go'] as const
export type CampaignAct = (typeof campaignActs)[number]

/** `own`: the second manager has to be another one. `state`: that cannot be done any more, or not yet. */
export type ActRefusal = 'role' | 'own' | 'state'

/** In which states something can be done, and where it leads; `begin`: at its time, or at once. */
const table: Record<CampaignAct, { from: readonly CampaignState[]; to: CampaignState | 'begin' }> = {
  pause: { from: ['sending'], to: 'paused' },
  resume: { from: ['paused'], to: 'sending' },
  cancel: { from: ['waiting', 'scheduled', 'asking', 'sending', 'paused'], to: 'cancelled' },
  approve: { from: ['waiting'], to: 'begin' },
  reject: { from: ['waiting'], to: 'draft' },
  go: { from: ['asking'], to: 'sending' },
}

/** What comes of an act, by the campaign as it is. */
export function decideAct(
  { state, startedBy }: Pick<Campaign, 'state' | 'startedBy'>,
  act: CampaignAct,
  by: { id: string; role: Role },
): { to: CampaignState | 'begin' } | { refused: ActRefusal } {
  if (!may(by.role, 'manager')) return { refused: 'role' }
  const { from, to } = table[act]
  if (!from.includes(state)) return { refused: 'state' }
  if (act === 'approve' && by.id === startedBy) return { refused: 'own' }
  return { to }
}

/** What can be done to a campaign in that state, in the order of the buttons. */
export const actsIn = (state: CampaignState): CampaignAct[] =>
  campaignActs.filter((act) => table[act].from.includes(state))

/** How far the number of people may be from the one that was repeated: two of a hundred. */
const slack = 0.02

/** Whether that many are still about as many as were expected. */
export const isAsExpected = (count: number, expected: number): boolean =>
  Math.abs(count - expected) <= Math.floor(expected * slack)

/** After this a start that was missed is asked about, in milliseconds. */
const overdueMs = 3_600_000

export const isOverdue = (due: Date, now: Date): boolean => now.getTime() - due.getTime() > overdueMs
