import type { AnyTimer, Feature } from '../engine/feature.ts'
import { failureAlert } from './alert.ts'
import { eraseDeliveries } from './erase.ts'
import { deliveriesKnown } from './known.ts'
import { retentionTimers } from './retention.ts'

/** What became of deliveries, and how long they and the happenings behind them are kept. */
export const deliveriesFeature: Feature = {
  name: 'deliveries',
  known: deliveriesKnown,
  erased: eraseDeliveries,
  timers: [failureAlert as AnyTimer, ...retentionTimers],
}
