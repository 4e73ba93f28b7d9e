import { createHash, randomInt } from 'node:crypto'

/** Without letters that look or sound like others. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const length = 8

/** How long a code is good, and how long the question may stay unanswered, in milliseconds. */
export const codeMs = 10 * 60_000

/** Wrong codes that one person may send within {@link codeMs}. */
export const mostTries = 5

/** A new code such as `7KQM-4XRD`: about 39 bits, enough for ten minutes and five tries. */
export function newCode(): string {
  const letters = Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
  return `${letters.slice(0, 4)}-${letters.slice(4)}`
}

/** Whether that can be a code, as people type it. */
export function looksLikeCode(written: string): boolean {
  return new RegExp(`^[${alphabet}]{${length}}$`, 'i').test(written.replace(/[\s-]/g, ''))
}

/** Codes are kept as digests only, so that whoever reads the database cannot use them. */
export function digestOf(code: string): string {
  return createHash('sha256').update(code.toUpperCase().replace(/[\s-]/g, '')).digest('hex')
}
