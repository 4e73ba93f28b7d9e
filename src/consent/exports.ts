/** What the rest of the program may use of what customers agreed to. */
export { askConsent, question } from './ask.ts'
export { consentRow } from './flow.ts'
export type { Consent } from './rules.ts'
export { getsPromotions, replaces } from './rules.ts'
export { consentOf, giveConsent, setConsents } from './store.ts'
export { refusesPromotions } from './wants.ts'
