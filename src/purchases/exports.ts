/** What other features may know of purchases. */
export { boughtBy, type Visit, visitOf, visitsOf } from './history.ts'
