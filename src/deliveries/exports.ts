/** What other features may use of the deliveries: what went wrong with those to one customer, and for what the last to him is. */
export { goodbyeCause } from './erase.ts'
export { troubledDeliveries } from './store.ts'
