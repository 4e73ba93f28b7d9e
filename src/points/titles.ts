import { type Locale, text } from '../language/text.ts'
import type { Entry } from './rules.ts'

/** Corrections that have a title of their own, by their reason. */
const titled: ReadonlySet<string> = new Set(['referral.referrer', 'referral.friend', 'referral.milestone'])

/** What a line of the ledger is called. */
export function entryTitle({ kind, reason, author }: Entry, locale: Locale): string {
  // Whoever corrects by hand may give any reason, but is never the program itself.
  const isOurs = kind === 'adjust' && author?.startsWith('referral:') && reason !== undefined && titled.has(reason)
  return text(locale, `entry.${isOurs ? reason : kind}`)
}
