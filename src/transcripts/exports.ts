/** What the engine uses of the transcripts. */
export { keepUtterance } from './store.ts'
