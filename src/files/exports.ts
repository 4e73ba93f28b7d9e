/** What other features may use of files. */
export { keptFile, stateOfFile } from './store.ts'
