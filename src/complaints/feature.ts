import type { Feature } from '../engine/feature.ts'
import type { Program } from '../program/program.ts'
import { complaintRoutes } from './api.ts'
import { eraseComplaints } from './erase.ts'
import { complaintFigures } from './figures.ts'
import { complainCommand, complainForm, complainPresses } from './flow/complain.ts'
import { corrected, correctPresses } from './flow/correct.ts'
import { deskCommand, deskPresses } from './flow/desk.ts'
import { hearCustomer, hearPresses, meanComplaint } from './flow/hear.ts'
import { morePresses } from './flow/more.ts'
import { ownCommand, ownPresses, reopenForm } from './flow/own.ts'
import { queueCommand, queuePresses } from './flow/queue.ts'
import { hearStaff, talkPresses } from './flow/talk.ts'
import { workCommands, workForms, workPresses } from './flow/work.ts'
import { complaintsJoining } from './joining.ts'
import { complaintsKnown } from './known.ts'
import { complaintReport, reportMakers } from './report/report.ts'
import { transcriptMaker } from './report/transcript.ts'
import { clockTimers } from './timers/clock.ts'
import { fileTimers } from './timers/files.ts'
import { troubleTimers } from './timers/trouble.ts'
import { complaintEvents } from './world.ts'

/** Complaints: from the customer to the desks of staff on any platform, and back. */
export function complaintsFeature(program: Program, features: () => readonly Feature[]): Feature {
  return {
    name: 'complaints',
    figures: [complaintFigures],
    joining: complaintsJoining,
    known: complaintsKnown,
    erased: (unit, customerId) => eraseComplaints(unit, program, customerId),
    commands: [
      complainCommand(program),
      ownCommand(program),
      deskCommand(program),
      queueCommand(program, features),
      ...workCommands(program),
    ],
    presses: {
      ...complainPresses(program),
      ...ownPresses(program),
      ...hearPresses(program),
      ...deskPresses(program),
      ...queuePresses(program, features),
      ...workPresses(program),
      ...morePresses(program),
      ...talkPresses(program),
      ...correctPresses(program),
    },
    forms: [complainForm(program), reopenForm(program), ...workForms(program)],
    reports: { complaints: complaintReport(program) },
    makers: { complaint: transcriptMaker(program), ...reportMakers(program) },
    timers: [...clockTimers(program), ...fileTimers, ...troubleTimers(program)],
    // Whoever waits for us is not to be sold anything meanwhile.
    holds: `EXISTS (SELECT 1 FROM complaint WHERE complaint."customerId" = delivery."customerId" AND complaint.ended IS NULL)`,
    events: complaintEvents,
    routes: complaintRoutes(program),
    hears: async (turn, said) => (await hearStaff(turn, program, said)) || hearCustomer(turn, program, said),
    means: { complaint: (turn, said) => meanComplaint(turn, program, said) },
    corrected: (turn) => corrected(turn, program),
  }
}
