/** What the rest of the program may know of a customer's details. */
export { detailsOf } from './store.ts'
