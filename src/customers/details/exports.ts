/** What the rest of the program may know of a customer's details. */
export { enrichDetails } from './enrich.ts'
export { type Birthday, birthdayText, mostFields, readBirthday, readTags, readWord } from './rules.ts'
export { detailsOf } from './store.ts'
