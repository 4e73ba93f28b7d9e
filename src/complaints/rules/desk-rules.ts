import type { Program } from '../../program/program.ts'
import { answerBy, type ClockState, nextAlarm, resolveBy } from './clock.ts'
import type { DeskRules } from './decide.ts'

/** The rules of the complaint desk with the hours of the shop. */
export function clockRules({ complaints, hours, timeZone }: Program): DeskRules {
  return { ...complaints, hours, timeZone }
}

/** When the clock of a complaint has to be looked at next, and by when something is owed: what its row is found by. */
export type Times = { alarm: Date | null; due: Date }

/** Nothing is owed as long as it is not our turn. */
const never = new Date('9999-01-01T00:00:00Z')

export function timesOf(state: ClockState, rules: DeskRules): Times {
  const due = [answerBy(state, rules), resolveBy(state, rules)].filter((at) => at !== null)
  return { alarm: nextAlarm(state, rules), due: due.sort((a, b) => a.getTime() - b.getTime())[0] ?? never }
}
