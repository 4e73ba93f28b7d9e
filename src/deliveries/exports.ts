/** What other features may use of the deliveries: what went wrong with those to one customer. */
export { troubledDeliveries } from './store.ts'
