/** What other features may use of the points: the ledger's one way in, its locks, and its ways to read. */
export { lockAccounts, postToLedger } from './posting.ts'
export { accountOf, entriesOf } from './store.ts'
