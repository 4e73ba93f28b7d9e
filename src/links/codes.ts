import { createHash } from 'node:crypto'
import { inHalves, newLetters, readLetters } from '../customers/codes.ts'

/** How long a code is good, and how long the question may stay unanswered, in milliseconds. */
export const codeMs = 10 * 60_000

/** A new code such as `7KQM-4XRD`: enough for ten minutes and five tries. */
export const newCode = (): string => inHalves(newLetters())

/** Whether that can be a code, as people type it. */
export const looksLikeCode = (written: string): boolean => readLetters(written) !== undefined

/** Codes are kept as digests only, so that whoever reads the database cannot use them. */
export function digestOf(code: string): string {
  return createHash('sha256')
    .update(readLetters(code) ?? code)
    .digest('hex')
}
