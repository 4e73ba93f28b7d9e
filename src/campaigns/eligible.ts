import { refusesPromotions } from '../consent/exports.ts'
import type { Program } from '../program/program.ts'

/** Why somebody in the audience does not get it, in the order in which it is looked at. */
export const exclusions = ['stopped', 'consent', 'complaint', 'unreachable', 'cap'] as const
export type Exclusion = (typeof exclusions)[number]

/** Whether that customer complains of something now. */
export const complains = (customer: string) =>
  `EXISTS (SELECT 1 FROM complaint o WHERE o."customerId" = ${customer} AND o.ended IS NULL)`

/**
 * Whether a customer has had as many campaigns as he is to get, or is about to, not counting those rows of his of which
 * `but` is true. In it `?` is now.
 */
export function isFull({ campaigns: { cap } }: Pick<Program, 'campaigns'>, customer: string, but: string): string {
  if (cap === null) return 'FALSE'
  return `((SELECT count(*) FROM campaign_recipient f WHERE f."customerId" = ${customer} AND NOT (${but})
    AND (f.state = 'queued' OR (f.state IN ('sent', 'unknown') AND f.counts > ?))) >= ${cap.most})`
}

/** Whether there is a conversation in which he can be written to. */
const isReachable = (customer: string) =>
  `EXISTS (SELECT 1 FROM identity i WHERE i."customerId" = ${customer} AND i.unreachable IS NULL AND i.seen IS NOT NULL)`

/** Why the customer `c` does not get a campaign, or null. In it `?` is now. */
export const exclusionOf = (program: Pick<Program, 'campaigns' | 'promotions'>): string =>
  `CASE WHEN c.stopped IS NOT NULL THEN 'stopped' WHEN ${refusesPromotions(program, 'c')} THEN 'consent'
     WHEN ${complains('c.id')} THEN 'complaint'
     WHEN NOT ${isReachable('c.id')} THEN 'unreachable' WHEN ${isFull(program, 'c.id', 'FALSE')} THEN 'cap' END`

/** What is given for the placeholders of a condition in which each is now. */
export const nowsIn = (sql: string, now: Date): Date[] => new Array<Date>(sql.split('?').length - 1).fill(now)
