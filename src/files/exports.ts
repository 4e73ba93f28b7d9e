/** What other features may use of files. */
export { keptFile } from './store.ts'
