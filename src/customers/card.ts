import { newLetters, readLetters } from './codes.ts'

const length = 9

/** A new card code such as `7KQ-M4X-2RD`: about 44 bits, so that nobody finds one by trying. */
export function newCard(): string {
  return inThirds(newLetters(length))
}

/** The code as it is kept, however it was typed or scanned; undefined when it cannot be one of ours. */
export function readCard(written: string): string | undefined {
  const letters = readLetters(written, length)
  return letters === undefined ? undefined : inThirds(letters)
}

/** Whether somebody who writes that means a code of ours, whoever has it: a digit, and three times three or all in one. */
export function isLikeCard(written: string): boolean {
  return (
    readCard(written) !== undefined &&
    /\d/.test(written) &&
    /^\s*(\S{9}|\S{3}[\s\p{Pd}]\S{3}[\s\p{Pd}]\S{3})\s*$/u.test(written)
  )
}

/** A card of ours, or one of a shop's earlier system as it is; undefined when it can be none. */
export function readOwnCard(written: string): string | undefined {
  return readCard(written) ?? (/^[\p{L}\p{N}_.@-]{4,100}$/u.test(written) ? written : undefined)
}

/**
 * What the square on a card says: the code alone, since a scanner at a till types whatever it reads into the field before it.
 * Of ours the letters without hyphens, which a scanner set to another keyboard than the till's would type as something else.
 */
export function scanOf(card: string): string {
  return readCard(card) === card ? card.replaceAll('-', '') : card
}

const inThirds = (letters: string) => [0, 3, 6].map((start) => letters.slice(start, start + 3)).join('-')
