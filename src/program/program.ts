import type { ClockRules } from '../complaints/rules/clock.ts'
import type { Hours } from '../hours/rules.ts'
import type { Duration, Wait } from './duration.ts'

/** `down`, `nearest` (a half goes up) or `up`, to whole points. */
export type Rounding = 'down' | 'nearest' | 'up'

/**
 * What happens when a refund takes back more points than a customer has: `zero` stops at a balance of zero and
 * records the rest as a debt; `negative` lets the balance go below zero. Either is made good by what comes in next.
 */
export type DebtPolicy = 'zero' | 'negative'

/**
 * `times` multiplies (a decimal such as `2`, `1.5`, or `0` for no points at all); `extra` adds whole points.
 */
export type Bonus = { times: string; extra: number }

/** For lines whose sku is `sku`, or begins with `prefix`; `extra` is per whole piece. */
export type ItemBonus = Bonus & ({ sku: string } | { prefix: string })

/**
 * For purchases on these days in the shop's time zone; `extra` is per purchase. `weekdays` are ISO numbers, Monday
 * 1 to Sunday 7, null for every day; `from` and `to` are the first and the last day (`2026-12-24`), null for open.
 */
export type DayBonus = Bonus & { weekdays: number[] | null; from: string | null; to: string | null }

/** How points are earned from the day `from` on, until the next version begins. */
export type EarningRules = {
  /** First day in the shop's time zone (`2026-01-01`); null for since ever. */
  from: string | null
  /** Points per whole currency unit: a decimal such as `1` or `0.5`. */
  perUnit: string
  rounding: Rounding
  /** Purchases below this earn nothing; in minor units of the program's currency. */
  minimum: number
  items: ItemBonus[]
  days: DayBonus[]
  /** Points become usable after this time; null for at once. */
  hold: Duration | null
  /** Points expire at the end of the day that is this long after the purchase; null for never. */
  expiry: Duration | null
}

/** Text in one or several of our languages, by locale (`en`, `zh`). At least one is there. */
export type Texts = Readonly<Record<string, string>>

/**
 * What a complaint can be about. `labels` is null for one of ours (`builtInCategories`), whose label is the text
 * `complaint.category.<id>`.
 */
export type Category = { id: string; labels: Texts | null }

/** The rules of the complaint desk. With the program's hours they are the rules of its clocks. */
export type ComplaintRules = Omit<ClockRules, 'hours'> & {
  /** 1 to 25, each id once. */
  categories: Category[]
  /** How long after it was settled a customer may reopen a complaint. */
  reopen: Duration
  /** The most points for making good: by staff alone, and with a manager's approval. `staff` is not above `manager`. */
  recovery: { staff: number; manager: number }
  /**
   * Canned answers of the shop by name, with placeholders such as `{name}`. Ours are the texts
   * `complaint.reply.<name>`; one of the shop with the same name replaces it. Ask with `Object.hasOwn`.
   */
  replies: Readonly<Record<string, Texts>>
}

/** How calls to customers are agreed and made. Times in milliseconds. */
export type CallbackRules = {
  /** How long a call takes, in steps of five minutes. */
  length: number
  /** How many calls there can be at once. */
  capacity: number
  /** How many days ahead a call can be booked. */
  ahead: number
  /** How soon a call can be, from now on. */
  notice: number
  /** How long before a call the customer is reminded of it; 0 for not at all. */
  remind: number
  /** How long after nobody was there it is tried again, each time. */
  retries: number[]
  /** ISO 3166 code of the country whose phone numbers can be written without it; null for none. */
  country: string | null
  /** When calls are made. */
  hours: Hours
}

/** What a follow-up comes after; `expiry` is the one that it comes before. */
type FollowUpEvent = 'purchase' | 'complaint' | 'expiry' | 'silence'

/** When a customer is asked how he is, or staff are to call him. */
export type FollowUpRule = {
  /** Unique. */
  id: string
  after: FollowUpEvent
  /** How long after the purchase, the end of the complaint or the last purchase; for `expiry` how long before it. */
  wait: Wait
  /** How late it may still be done. */
  within: Wait
  /** Only purchases of that article, or of one that begins so; null for all. */
  sku: string | null
  prefix: string | null
  /** Only purchases of at least that, in minor units of the program's currency. */
  amount: number
  /** Only the first purchase of a customer. */
  first: boolean
  /** The shop's own question, with `{name}` and `{shop}`; null for ours. */
  ask: Texts | null
  /** A task for staff to call, instead of a question. */
  call: boolean
}

/** What old customers get for bringing new ones, and when. */
export type ReferralRules = {
  /** Points for whoever brings somebody, and for whom he brings. */
  referrer: number
  friend: number
  /** The smallest purchase that counts, in minor units of the program's currency. */
  minimum: number
  /** How long after the purchase it is paid, so that nothing is paid for what comes back; null for at once. */
  hold: Duration | null
  /** In which time after he was brought the friend has to buy. */
  within: Duration
  /** The most that one referrer is paid for in a calendar month. */
  ceiling: number
  /** Friends of one referrer within 24 hours; those beyond it are looked at by a manager first. */
  burst: number
  /** Extra points for the referrer with so many friends paid for; by rising `friends`. */
  milestones: readonly { friends: number; points: number }[]
}

/** What holds for all campaigns. */
export type CampaignRules = {
  /** Most messages of campaigns to one customer within any such time; null for as many as there are. */
  cap: { most: number; window: Duration } | null
  /** Above so many people a second manager has to approve. */
  approval: number
  /** For how long after a message what a customer buys counts as an effect of it. */
  window: Duration
}

/**
 * Who gets campaigns: with `required` whoever has said yes, with `assumed` everybody who has not said no. Whoever has said stop
 * gets none in either case.
 */
export type PromotionRules = { consent: 'required' | 'assumed' }

/** How long what is personal is kept; null for as long as there is a customer. */
export type RetentionRules = {
  /** What people write to the bot. */
  said: Duration | null
  /** What it writes to them. */
  sent: Duration | null
  /** Files that people send, but for those of open complaints and of campaigns to come. */
  files: Duration | null
  /** What was written in complaints, from their end on. */
  complaints: Duration | null
  /** What calls were about and what came of them, and the phone numbers, from their end on. */
  calls: Duration | null
  phones: Duration | null
  /** What people suggested when they were asked how it was. */
  suggestions: Duration | null
  /** Forms that were begun and never sent. */
  unfinished: Duration | null
  /** Events that were sent to webhooks. */
  events: Duration | null
  /** Customers who neither wrote nor bought. */
  customers: Duration | null
}

/** The shop's own rules. A plain object that never changes while the program runs. */
export type Program = {
  shop: string | null
  /** ISO 4217 code. */
  currency: string
  /** IANA name. */
  timeZone: string
  /** At least one version, by rising `from`. Each is complete. */
  earning: EarningRules[]
  /** How long before points expire their owner is told. */
  expiryNotice: Duration
  debt: DebtPolicy
  /** When the shop is open, in `timeZone`. */
  hours: Hours
  complaints: ComplaintRules
  followUps: readonly FollowUpRule[]
  /** From when to when (`20:00`) by his own clock a customer is asked nothing; past midnight when `to` is the earlier. */
  quiet: { from: string; to: string }
  callbacks: CallbackRules
  campaigns: CampaignRules
  promotions: PromotionRules
  retention: RetentionRules
  /** Null where nobody brings anybody. */
  referrals: ReferralRules | null
}

/** What a version of the earning rules starts from when the file does not say otherwise. */
export const defaultEarning: EarningRules = {
  from: null,
  perUnit: '1',
  rounding: 'down',
  minimum: 0,
  items: [],
  days: [],
  hold: null,
  expiry: { count: 24, unit: 'months' },
}

/** The categories whose labels are in our locales. */
export const builtInCategories = ['order', 'product', 'service', 'billing', 'other'] as const

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const defaultComplaints: ComplaintRules = {
  categories: builtInCategories.map((id) => ({ id, labels: null })),
  reopen: { count: 14, unit: 'days' },
  targets: {
    urgent: { first: 15 * MINUTE, next: 30 * MINUTE, resolve: 4 * HOUR },
    high: { first: 30 * MINUTE, next: HOUR, resolve: 8 * HOUR },
    normal: { first: HOUR, next: 4 * HOUR, resolve: 24 * HOUR },
    low: { first: 4 * HOUR, next: 8 * HOUR, resolve: 48 * HOUR },
  },
  warn: 0.25,
  acknowledge: 10 * MINUTE,
  levels: 3,
  recovery: { staff: 200, manager: 2000 },
  replies: {},
}

const alwaysOpen: Hours = { timeZone: 'UTC', week: null, holidays: [] }

const defaultCallbacks: CallbackRules = {
  length: 15 * MINUTE,
  capacity: 1,
  ahead: 14,
  notice: 30 * MINUTE,
  remind: HOUR,
  retries: [30 * MINUTE, 4 * HOUR],
  country: null,
  hours: alwaysOpen,
}

export const defaultReferrals: ReferralRules = {
  referrer: 100,
  friend: 50,
  minimum: 0,
  hold: { count: 14, unit: 'days' },
  within: { count: 90, unit: 'days' },
  ceiling: 10,
  burst: 5,
  milestones: [],
}

/** The program in force when no file is given. */
export const defaultProgram: Program = {
  shop: null,
  currency: 'EUR',
  timeZone: 'UTC',
  earning: [defaultEarning],
  expiryNotice: { count: 30, unit: 'days' },
  debt: 'zero',
  hours: alwaysOpen,
  complaints: defaultComplaints,
  followUps: [],
  quiet: { from: '20:00', to: '09:00' },
  callbacks: defaultCallbacks,
  campaigns: {
    cap: { most: 2, window: { count: 1, unit: 'weeks' } },
    approval: 1_000,
    window: { count: 14, unit: 'days' },
  },
  promotions: { consent: 'required' },
  retention: {
    said: { count: 365, unit: 'days' },
    sent: { count: 90, unit: 'days' },
    files: { count: 3, unit: 'years' },
    complaints: { count: 3, unit: 'years' },
    calls: { count: 1, unit: 'years' },
    phones: { count: 1, unit: 'days' },
    suggestions: { count: 1, unit: 'years' },
    unfinished: { count: 7, unit: 'days' },
    events: { count: 30, unit: 'days' },
    customers: null,
  },
  referrals: defaultReferrals,
}
