import { randomInt } from 'node:crypto'

/** Without letters that look or sound like others, so that a code can be read out and typed. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const usualLength = 8

/** A new code such as `7KQM4XRD`: about 39 bits. */
export function newLetters(length = usualLength): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('')
}

/** As people read it: `7KQM-4XRD`. */
export function inHalves(code: string): string {
  return `${code.slice(0, usualLength / 2)}-${code.slice(usualLength / 2)}`
}

/** The letters of a code however they were typed; undefined when it cannot be one. */
export function readLetters(written: string, length = usualLength): string | undefined {
  if (written.length > 4 * length) return undefined
  // Letters of full width, as keyboards for Chinese type them, and hyphens of any kind.
  const letters = written
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Pd}]/gu, '')
  return letters.length === length && [...letters].every((letter) => alphabet.includes(letter)) ? letters : undefined
}
