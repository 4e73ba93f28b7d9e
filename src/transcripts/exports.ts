/** What the engine uses of the transcripts. */
export { keepUtterance, lastSaid } from './store.ts'
