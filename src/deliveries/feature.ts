import type { AnyTimer, Feature } from '../engine/feature.ts'
import { failureAlert } from './alert.ts'
import { retentionTimers } from './retention.ts'

/** What became of deliveries, and how long they and the happenings behind them are kept. */
export const deliveriesFeature: Feature = {
  name: 'deliveries',
  timers: [failureAlert as AnyTimer, ...retentionTimers],
}
