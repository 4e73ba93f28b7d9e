import type { Feature } from '../engine/feature.ts'
import { joiningRows } from '../engine/joining.ts'
import type { Program } from '../program/program.ts'
import { eraseCallbacks } from './erase.ts'
import { callbackFigures } from './figures.ts'
import { customerCommands, customerForms, customerPresses, meanCall } from './flow/customer.ts'
import { callQueue } from './flow/queue.ts'
import { staffForms, staffPresses } from './flow/staff.ts'
import { hearColleague, hearTalk } from './flow/talk.ts'
import { zoneForm, zonePresses } from './flow/zone.ts'
import { callbacksKnown } from './known.ts'
import { callMakers, callReport } from './report/report.ts'
import { callTimers } from './timers.ts'

/** Callbacks: agreed with customers, made by staff. */
export function callbacksFeature(program: Program): Feature {
  return {
    name: 'callbacks',
    figures: [callbackFigures],
    joining: joiningRows('callback'),
    known: callbacksKnown,
    erased: eraseCallbacks,
    commands: customerCommands(program),
    presses: { ...customerPresses(program), ...staffPresses(program), ...zonePresses(program) },
    forms: [...customerForms(program), zoneForm(program), ...staffForms(program)],
    timers: callTimers(program),
    reports: { callbacks: callReport(program) },
    makers: callMakers(program),
    queues: { calls: callQueue(program) },
    hears: async (turn, said) => (await hearColleague(turn, program, said)) || hearTalk(turn, said),
    means: { callback: (turn, said) => meanCall(turn, program, said) },
  }
}
