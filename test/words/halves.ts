import { createHash } from 'node:crypto'
import { readExamples, type Said } from '../../src/words/examples.ts'

/** Whether a text belongs to the half that is learned from and tuned to; the other is only measured. */
export const isTuned = (text: string): boolean => ((createHash('sha256').update(text).digest()[0] ?? 0) & 1) === 0

export const languages = ['en', 'zh'] as const
export type Language = (typeof languages)[number]

/** What was written to be understood in that language, by the half. */
export const tuned = (language: Language): Said[] =>
  readExamples(new URL(`../../src/words/examples/said.${language}.txt`, import.meta.url))
export const heldOut = (language: Language): Said[] =>
  readExamples(new URL(`held-out/${language}.txt`, import.meta.url))
/** What was written once all else had been tuned, in words of another kind. */
export const later = (language: Language): Said[] => readExamples(new URL(`later/${language}.txt`, import.meta.url))
/** What somebody wrote who had seen nothing of the examples, the program, or this. */
export const blind = (language: Language): Said[] => readExamples(new URL(`blind/${language}.txt`, import.meta.url))
