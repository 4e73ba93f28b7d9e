import type { Program } from '../../program/program.ts'
import type { CallClock } from './clock.ts'

/** What the clocks of callbacks go by. */
export const callClock = ({ callbacks, complaints }: Program): CallClock => ({
  remind: callbacks.remind,
  acknowledge: complaints.acknowledge,
})
