/** What features may use of callbacks: to have a customer choose a time, and to have staff call one. */
export { askForCallback } from './flow/ask.ts'
export { bookCall } from './open.ts'
