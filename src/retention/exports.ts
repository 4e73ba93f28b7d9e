/** What other features may use of how long things are kept. */
export { cutoff } from './rules.ts'
