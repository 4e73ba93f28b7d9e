/**
 * What campaigns may use of audiences. Words become an audience (`readAudience`), its segments become what they stand for
 * (`prepareAudience`, or `prepareWords` for both at once), and that becomes a condition in SQL (`audienceCondition`).
 */
export { prepareAudience, prepareWords } from './prepare.ts'
export type { Audience } from './rules/audience.ts'
export { audienceCondition, type ReadyAudience, type SqlCondition } from './rules/compile.ts'
export { describeAudience } from './rules/describe.ts'
export { type AudienceProblem, problemText } from './rules/problem.ts'
export { readAudience } from './rules/read.ts'
export {
  countAudience,
  deleteSegment,
  listSegments,
  type Segment,
  sampleOf,
  saveSegment,
  segmentCalled,
} from './store.ts'
