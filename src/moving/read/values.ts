import { DateTime } from 'luxon'

/** Thrown at a row that cannot be taken: what is wrong, for who sent it. */
export class Refused extends Error {}

/** A row by the names of its columns; a column that is not there is empty. */
export type Cells = (column: string) => string

const time = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/i

/**
 * A day or a time such as `2025-03-04`, `2025-03-04 14:30` or `2025-03-04T14:30:00Z`. Without a zone it is that of the shop; a day
 * is its first instant, or with `end` its last. Undefined when nothing stands there.
 */
export function readTime(column: string, written: string, zone: string, { end = false } = {}): Date | undefined {
  if (written === '') return undefined
  const found = time.test(written) ? DateTime.fromISO(written.replace(' ', 'T'), { zone }) : undefined
  if (!found?.isValid || found.year < 1900 || found.year > 2999)
    throw new Refused(`${column}: must be a day or time that there is, such as 2025-03-04 or 2025-03-04 14:30`)
  return (end && written.length === 10 ? found.endOf('day') : found).toJSDate()
}

/** `yes` or `no`; undefined when nothing stands there. */
export function readYes(column: string, written: string): boolean | undefined {
  if (written === '') return undefined
  if (/^(yes|true|1)$/i.test(written)) return true
  if (/^(no|false|0)$/i.test(written)) return false
  throw new Refused(`${column}: must be yes or no`)
}

const unfit = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u

/** One line of plain text, at most so long; null when nothing stands there. */
export function readLine(column: string, written: string, longest: number): string | null {
  if (written === '') return null
  if ([...written].length > longest || unfit.test(written))
    throw new Refused(`${column}: must be one line of at most ${longest} characters`)
  return written
}

/** A whole number of points. */
export function readPoints(column: string, written: string): number {
  const points = /^-?\d{1,10}$/.test(written) ? Number(written) : Number.NaN
  if (!(Math.abs(points) <= 1_000_000_000)) throw new Refused(`${column}: must be a whole number, at most 1000000000`)
  return points
}
