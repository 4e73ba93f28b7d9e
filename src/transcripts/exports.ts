/** What the engine and other features use of the transcripts. */
export { blankSaid, type SaidAt } from './erase.ts'
export { keepUtterance, lastSaid } from './store.ts'
