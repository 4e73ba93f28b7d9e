/**
 * What campaigns may use of audiences. Words become an audience in which segments stand for what they are
 * (`prepareWords`), and that becomes a condition in SQL (`audienceCondition`).
 */
export { areMore, mostAtOnce, newestOf } from './counting/pieces.ts'
export { askForCount, type CountRequest } from './counting/requests.ts'
export { type Counting, countWork } from './counting/work.ts'
export type { CountOptions } from './flow.ts'
export { prepareWords } from './prepare.ts'
export type { Audience } from './rules/audience.ts'
export { audienceCondition, type SqlCondition } from './rules/compile.ts'
export { describeAudience } from './rules/describe.ts'
export { type AudienceProblem, problemText } from './rules/problem.ts'
export { readAudience } from './rules/read.ts'
export { countAudience, sampleOf, saveSegment, segmentCalled } from './store.ts'
