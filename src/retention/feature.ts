import type { Feature } from '../engine/feature.ts'
import type { Program } from '../program/program.ts'
import { silentCustomers } from './silent.ts'
import { sweeps } from './sweeps.ts'
import { RetentionWork } from './work.ts'

/** What is personal is kept for as long as the shop says, and no longer. */
export const retentionFeature = (program: Program, features: () => readonly Feature[]): Feature => ({
  name: 'retention',
  works: {
    name: 'retention',
    topic: 'retention',
    make: (tools) => new RetentionWork(program, [...sweeps, silentCustomers(features)], tools),
  },
})
