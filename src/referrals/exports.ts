/** What other features may use of referrals: codes, what is told of them, and marking what may be owed. */
export { codeOf, codeShown } from './codes.ts'
export { referralRows } from './find.ts'
export { markTrade } from './marks.ts'
