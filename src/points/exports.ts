/** What other features may use of the points: the ledger's one way in, its locks, corrections by hand, and its ways to read. */
export { recordAdjustment } from './adjustments.ts'
export { lockAccounts, postToLedger } from './posting.ts'
export { lockPresent } from './present.ts'
export { accountOf, entriesOf } from './store.ts'
export { entryTitle } from './titles.ts'
