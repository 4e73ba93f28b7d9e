/** What other features may use of erasing customers. */
export { erasing, lossesOf } from './erase.ts'
export { eraseButtons } from './other.ts'
