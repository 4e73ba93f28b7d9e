/** What other features may use of files. */
export { eraseFiles } from './erase.ts'
export { plainMedia } from './rules.ts'
export { keptFile, stateOfFile, toldFile } from './store.ts'
