/** What other features may use of referrals: codes and whom they bring, and marking what may be owed. */
export { codeLike, codeOf, codeShown, knownCode } from './codes.ts'
export { referralRows } from './find.ts'
export { joinBy, joinWords } from './join.ts'
export { markTrade } from './marks.ts'
