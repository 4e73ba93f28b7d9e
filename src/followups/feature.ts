import type { Feature } from '../engine/feature.ts'
import { joiningRows } from '../engine/joining.ts'
import type { Program } from '../program/program.ts'
import { eraseFollowUps } from './erase.ts'
import { followUpForms, followUpPresses, hearSuggestion } from './flow.ts'
import { followUpsKnown } from './known.ts'
import { followUpMakers, followUpReport } from './report/report.ts'
import { followUpHolds } from './store.ts'
import { followUpTimers } from './timers.ts'

/** Follow-ups: the shop asks how it was, before anybody has to complain. */
export function followUpsFeature(program: Program): Feature {
  return {
    name: 'followups',
    joining: joiningRows('follow_up'),
    known: followUpsKnown,
    erased: eraseFollowUps,
    presses: followUpPresses(program),
    forms: followUpForms(program),
    reports: { followups: followUpReport(program) },
    makers: followUpMakers(program),
    timers: followUpTimers(program),
    // What did not leave by then would come at night, or after the customer had enough of us.
    holds: followUpHolds,
    hears: hearSuggestion,
  }
}
