import type { Saying } from '../engine/making.ts'
import type { Turn } from '../engine/turn.ts'
import type { Period } from './period.ts'

/**
 * What a feature can tell managers about a period. Its texts stand under `report.<name>` (what it is about) and
 * `report.<name>.none` (nothing happened, with the `period`).
 */
export type ReportDefinition = {
  /** The messages, of which the last gets the buttons; none when there is nothing to tell. */
  show(turn: Turn, period: Period): Promise<Saying[]>
  /** The same as a file, row by row. */
  file(turn: Turn, period: Period): Saying
}
