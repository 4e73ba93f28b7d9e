/** What other features may use of the points: the ledger's one way in, and its ways to read. */
export { accountOf, entriesOf, type KeptEntry, type LedgerOutcome, postToLedger } from './store.ts'
