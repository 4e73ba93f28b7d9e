/** What features may use of callbacks: to have a customer choose a time, to have staff call one, and what is agreed with one. */
export { blankCalls } from './blank.ts'
export { askForCallback } from './flow/ask.ts'
export { bookCall } from './open.ts'
export { openCallbacksOf } from './store.ts'
