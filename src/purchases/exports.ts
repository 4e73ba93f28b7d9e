/** What other features may know of purchases. */
export { boughtBetween } from './after.ts'
export { boughtBy, type Visit, visitOf, visitsOf } from './history.ts'
export { refundedBefore } from './past.ts'
export { codeKey, type SaleItem, takeSale } from './sale.ts'
