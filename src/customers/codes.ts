import { randomInt } from 'node:crypto'

/** Without letters that look or sound like others, so that a code can be read out and typed. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const length = 8
const shape = new RegExp(`^[${alphabet}]{${length}}$`)

/** A new code such as `7KQM4XRD`: about 39 bits. */
export function newLetters(): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
}

/** As people read it: `7KQM-4XRD`. */
export function inHalves(code: string): string {
  return `${code.slice(0, length / 2)}-${code.slice(length / 2)}`
}

/** The letters of a code however they were typed; undefined when it cannot be one. */
export function readLetters(written: string): string | undefined {
  if (written.length > 4 * length) return undefined
  // Letters of full width, as keyboards for Chinese type them, and hyphens of any kind.
  const letters = written
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '')
  return shape.test(letters) ? letters : undefined
}
