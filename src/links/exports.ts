/** What other features may use of the links: what made a customer of several people. */
export { linksAmong, wereOne } from './store.ts'
