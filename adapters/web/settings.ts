import type { Invented, Seat } from './people.ts'

/** The part of a logger that is needed. What people wrote is never passed to it. */
type Log = {
  warn(data: object, message: string): void
  error(data: object, message: string): void
}

/** The largest file where nothing is set, in bytes. */
export const usualLargest = 20 * 1024 * 1024

export type WebSettings = {
  /** The columns of the page, in order. */
  seats: readonly Seat[]
  /** Who sits there; the usual invented people when absent. */
  people?: readonly Invented[]
  /** Where transcripts are kept, so that they survive a restart; in memory alone when absent. */
  folder?: string
  /**
   * The page's own words in that language, by their keys (`web.send`), as they stand in the catalogue: the page itself
   * fills in `{name}`, and these words use nothing else of ICU MessageFormat. `locale` is one of the engine's.
   */
  text(locale: string): Record<string, string>
  log: Log
  /** Largest file that can be uploaded, in bytes; 20 MB when absent. */
  largestFile?: number
  /** Hosts besides the loopback names that the page is reached by, `name` or `name:port`, in lower case. */
  allowedHosts?: readonly string[]
  /** Where the page is reached, without a slash at its end, once that is known. */
  address?: () => string | undefined
  /** The clock; the computer's own when absent. */
  now?: () => Date
}
