/** An even share of a text, the same in every process and on both databases: for drawing lots that stay as they are. */
import { hash } from 'node:crypto'
import type { Dialect } from './database.ts'

/** One more than the greatest share. */
export const shares = 2 ** 32

/** What the function is called where the database has none of its own. */
export const shareFunction = 'even_share'

/** A whole number from 0 to just under {@link shares}: the first four bytes of the SHA-256 of the text. */
export function share(text: string): number {
  return hash('sha256', text, 'buffer').readUInt32BE(0)
}

/** The same of an expression that is a text, in SQL. */
export function shareIn(dialect: Dialect, expression: string): string {
  return dialect === 'sqlite'
    ? `${shareFunction}(${expression})`
    : `('x' || encode(substr(sha256(convert_to(${expression}, 'UTF8')), 1, 4), 'hex'))::bit(32)::bigint`
}
