import type { Program } from '../../program/program.ts'
import type { DeskRules } from './decide.ts'

/** The rules of the complaint desk with the hours of the shop. */
export function clockRules({ complaints, hours, timeZone }: Program): DeskRules {
  return { ...complaints, hours, timeZone }
}
