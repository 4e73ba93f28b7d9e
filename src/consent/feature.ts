import type { Feature } from '../engine/feature.ts'
import type { Program } from '../program/program.ts'
import { heard, pressed } from './flow.ts'
import { consentJoining } from './joining.ts'

/** Who agreed to get promotions: asked once, changed at any time. */
export const consentFeature = (program: Program): Feature => ({
  name: 'consent',
  presses: { consent: { run: (turn, about) => pressed(turn, program, about) } },
  hears: heard,
  joining: consentJoining,
})
