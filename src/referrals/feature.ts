import type { Feature } from '../engine/feature.ts'
import type { Program } from '../program/program.ts'
import { codeLike } from './codes.ts'
import { referralDoor } from './door/door.ts'
import { type Entrance, noEntrance } from './door/entrance.ts'
import { eraseReferrals } from './erase.ts'
import { referralPresses, referralQueue } from './flow/decide.ts'
import { refer, turnPage } from './flow/refer.ts'
import { joinBy } from './join.ts'
import { referralsJoining } from './joining.ts'
import { referralsKnown } from './known.ts'
import { referralMakers, referralReport } from './report/report.ts'
import { referralTimers } from './timers.ts'

/** Referrals: old customers bring new ones, and are paid once the friend's purchase has settled. */
export function referralsFeature(program: Program, entrance: Entrance = noEntrance): Feature {
  const door = referralDoor(program, entrance)
  return {
    name: 'referrals',
    ...door,
    joining: referralsJoining,
    commands: [
      {
        name: 'refer',
        args: { name: 'code', kind: 'line', fits: (words) => codeLike(words) !== undefined },
        run: (turn, code) => (code === '' ? refer(turn, program, entrance) : joinBy(turn, program, code)),
      },
    ],
    means: { refer: (turn) => refer(turn, program, entrance) },
    presses: {
      ...referralPresses(program),
      'refer.page': { run: (turn, about) => turnPage(turn, program, about) },
    },
    queues: { referrals: referralQueue(program) },
    reports: { referrals: referralReport(program) },
    makers: { ...door.makers, ...referralMakers(program) },
    timers: referralTimers(program),
    known: referralsKnown,
    erased: (unit, customerId) => eraseReferrals(unit, program, customerId),
  }
}
