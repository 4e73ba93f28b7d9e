import { randomInt } from 'node:crypto'

/** Without letters that look or sound like others, so that a code can be read out and typed. */
const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const length = 9

/** A new card code such as `7KQ-M4X-2RD`: about 44 bits, so that nobody finds one by trying. */
export function newCard(): string {
  const letters = Array.from({ length }, () => alphabet[randomInt(alphabet.length)])
  return [0, 3, 6].map((start) => letters.slice(start, start + 3).join('')).join('-')
}

/** The code as it is kept, however it was typed; undefined when it cannot be one. */
export function readCard(written: string): string | undefined {
  const letters = written.toUpperCase().replace(/[\s-]/g, '')
  if (letters.length !== length || [...letters].some((letter) => !alphabet.includes(letter))) return undefined
  return `${letters.slice(0, 3)}-${letters.slice(3, 6)}-${letters.slice(6)}`
}
