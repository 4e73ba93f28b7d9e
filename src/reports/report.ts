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

/**
 * What a feature can tell managers about one thing of its own, by what follows its name: `/report campaign Spring`. What it is about
 * stands under `report.<name>`.
 */
export type SubjectReport = {
  /** `words`: what the thing is called; empty when nothing was said. `isFile`: as a file. */
  show(turn: Turn, words: string, isFile: boolean): Promise<void>
}
