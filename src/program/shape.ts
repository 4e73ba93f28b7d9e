import type { z } from 'zod'
import { callbackKeys, callbacks } from './callbacks.ts'
import { campaignKeys, campaigns } from './campaigns.ts'
import { complaintKeys, complaints } from './complaints.ts'
import { followUpKeys, followUps, quiet } from './follow-ups.ts'
import { holidays, hours, hoursKeys } from './hours.ts'
import type { Bonus } from './program.ts'
import { promotionKeys, promotions } from './promotions.ts'
import { referralKeys, referrals } from './referrals.ts'
import { retention, retentionKeys } from './retention.ts'
import { group, list } from './structures.ts'
import {
  amount,
  currency,
  date,
  duration,
  durationOr,
  extra,
  prefix,
  rate,
  shopName,
  sku,
  times,
  timeZone,
  word,
} from './values.ts'

const WEEKDAYS = { monday: 1, tuesday: 2, wednesday: 3, thursday: 4, friday: 5, saturday: 6, sunday: 7 } as const

type Written = { times?: string | undefined; extra?: number | undefined }

function bonus(written: Written, context: z.RefinementCtx): Bonus {
  if (written.times === undefined && written.extra === undefined) {
    context.addIssue({
      code: 'custom',
      message: 'gives no bonus. Write times: 2 to double the points or extra: 10 to add points.',
    })
  }
  return { times: written.times ?? '1', extra: written.extra ?? 0 }
}

const item = group({
  sku: sku.optional(),
  prefix: prefix.optional(),
  times: times.optional(),
  extra: extra.optional(),
}).transform(({ sku, prefix, ...rest }, context) => {
  if ((sku === undefined) === (prefix === undefined)) {
    context.addIssue({
      code: 'custom',
      message:
        'must have either sku or prefix. Write sku: and one article number, or prefix: and what several begin with.',
    })
  }
  return { ...(sku !== undefined ? { sku } : { prefix: prefix ?? '' }), ...bonus(rest, context) }
})

const day = group({
  weekdays: list(word(WEEKDAYS))
    .min(1, 'must name a day. Write a weekday such as [monday], or leave the line out.')
    .optional(),
  from: date.optional(),
  to: date.optional(),
  times: times.optional(),
  extra: extra.optional(),
}).transform(({ weekdays, from, to, ...rest }, context) => {
  if (weekdays === undefined && from === undefined && to === undefined) {
    context.addIssue({
      code: 'custom',
      message: 'names no days. Write weekdays: [monday], or from: and to: with dates.',
    })
  }
  if (from !== undefined && to !== undefined && to < from) {
    context.addIssue({
      code: 'custom',
      path: ['to'],
      message: `must not be before from, found ${to} after ${from}. Write a later date, or exchange the two.`,
    })
  }
  return {
    weekdays: weekdays === undefined ? null : [...new Set(weekdays)].sort(),
    from: from ?? null,
    to: to ?? null,
    ...bonus(rest, context),
  }
})

const version = group({
  perUnit: rate.optional(),
  from: date.optional(),
  rounding: word({ down: 'down', nearest: 'nearest', up: 'up' } as const).optional(),
  minimum: amount.optional(),
  items: list(item).optional(),
  days: list(day).optional(),
  hold: durationOr('none').optional(),
  expiry: durationOr('never').optional(),
})

/** What a program file holds, each value by itself; every scalar comes in as the text that was written. */
export const programShape = group({
  shop: shopName.optional(),
  currency: currency.optional(),
  timeZone: timeZone.optional(),
  earning: list(version).min(1, 'must have a version. Write at least one, or leave the line out.').optional(),
  expiryNotice: duration.optional(),
  debt: word({ zero: 'zero', negative: 'negative' } as const).optional(),
  hours: hours.optional(),
  holidays: holidays.optional(),
  complaints: complaints.optional(),
  followUps: followUps.optional(),
  quiet: quiet.optional(),
  callbacks: callbacks.optional(),
  campaigns: campaigns.optional(),
  promotions: promotions.optional(),
  retention: retention.optional(),
  referrals: referrals.optional(),
})

/** One version as written: what it leaves out stays as it was before. */
export type WrittenVersion = z.output<typeof version>
export type WrittenProgram = z.output<typeof programShape>

/** The keys known at a place in the file, list positions left out: `['earning', 'items']`. */
export function knownKeys(place: string[]): string[] {
  const shapes: Record<string, z.ZodRawShape> = {
    '': programShape.shape,
    earning: version.shape,
    'earning.items': item.in.shape,
    'earning.days': day.in.shape,
    ...hoursKeys,
    ...followUpKeys,
    ...callbackKeys,
    ...campaignKeys,
    ...promotionKeys,
    ...retentionKeys,
    ...referralKeys,
  }
  const name = place.join('.')
  return Object.keys(shapes[name] ?? complaintKeys(name) ?? {})
}
