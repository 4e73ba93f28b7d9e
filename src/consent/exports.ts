/** What the rest of the program may use of what customers agreed to. */
export { consentAnswer, consentBody, consentShape } from './api.ts'
export { askConsent, question } from './ask.ts'
export { consentRow } from './flow.ts'
export type { Consent } from './rules.ts'
export { getsPromotions } from './rules.ts'
export { consentOf, giveConsent } from './store.ts'
export { tellConsents } from './told.ts'
export { refusesPromotions } from './wants.ts'
