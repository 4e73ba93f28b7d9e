import type { AnyTimer, Feature } from '../engine/feature.ts'
import { failureAlert } from './alert.ts'
import { eraseDeliveries } from './erase.ts'
import { deliveriesKnown } from './known.ts'

/** What became of deliveries. */
export const deliveriesFeature: Feature = {
  name: 'deliveries',
  known: deliveriesKnown,
  erased: eraseDeliveries,
  timers: [failureAlert as AnyTimer],
}
