import { currencyDecimals, parseMoney } from '../points/money.ts'
import { completeCallbacks } from './callbacks.ts'
import { completeCampaigns } from './campaigns.ts'
import { completeComplaints } from './complete-complaints.ts'
import { completeFollowUps } from './complete-follow-ups.ts'
import { durationText, surelyShorter } from './duration.ts'
import { defaultEarning, defaultProgram, type EarningRules, type Program } from './program.ts'
import { completePromotions } from './promotions.ts'
import { completeReferrals } from './referrals.ts'
import { completeRetention } from './retention.ts'
import type { WrittenProgram, WrittenVersion } from './shape.ts'

/** Something wrong at a place in the file: keys and list positions from the top. */
export type Complaint = { path: PropertyKey[]; message: string }

/**
 * The program as written with everything that was left out: a version of the earning rules keeps what the version
 * before it says, and the first what the program without a file says. Complaints come from values that do not fit
 * together.
 */
export function complete(written: WrittenProgram): { program: Program; complaints: Complaint[] } {
  const complaints: Complaint[] = []
  const currency = written.currency ?? defaultProgram.currency
  const earning: EarningRules[] = []
  for (const [index, version] of (written.earning ?? [{}]).entries()) {
    const complain = (key: string, message: string) => complaints.push({ path: ['earning', index, key], message })
    const before = earning.at(-1)
    checkDate(version, before, complain)
    const rules = following(before ?? defaultEarning, version, minimumOf(version, currency, complain))
    checkItems(version, (at, message) => complaints.push({ path: ['earning', index, 'items', at], message }))
    checkHold(version, rules, complain)
    earning.push(rules)
  }
  const timeZone = written.timeZone ?? defaultProgram.timeZone
  const hours = {
    timeZone,
    week: written.hours ?? defaultProgram.hours.week,
    holidays: written.holidays ?? defaultProgram.hours.holidays,
  }
  const program: Program = {
    shop: written.shop ?? null,
    currency,
    timeZone,
    earning,
    expiryNotice: written.expiryNotice ?? defaultProgram.expiryNotice,
    debt: written.debt ?? defaultProgram.debt,
    hours,
    complaints: completeComplaints(written.complaints, (path, message) =>
      complaints.push({ path: ['complaints', ...path], message }),
    ),
    followUps: completeFollowUps(written.followUps ?? [], currency, (path, message) =>
      complaints.push({ path: ['followUps', ...path], message }),
    ),
    quiet: written.quiet ?? defaultProgram.quiet,
    callbacks: completeCallbacks(written.callbacks, hours),
    campaigns: completeCampaigns(written.campaigns),
    promotions: completePromotions(written.promotions),
    retention: completeRetention(written.retention, (path, message) =>
      complaints.push({ path: ['retention', ...path], message }),
    ),
    referrals: completeReferrals(written.referrals, currency, (path, message) =>
      complaints.push({ path: ['referrals', ...path], message }),
    ),
  }
  return { program, complaints }
}

type Complain = (key: string, message: string) => void

function checkDate(version: WrittenVersion, before: EarningRules | undefined, complain: Complain): void {
  if (before === undefined) return
  const { from } = version
  if (from === undefined) {
    complain('from', 'is missing. Write the day from which this version counts, such as from: 2027-01-01.')
  } else if (from === before.from) {
    complain('from', `is ${from} a second time. Write another date, or make one version of the two.`)
  } else if (before.from !== null && from < before.from) {
    complain(
      'from',
      `must be later than ${before.from} of the version before, found ${from}. Put the versions in the order of their dates.`,
    )
  }
}

function minimumOf(version: WrittenVersion, currency: string, complain: Complain): number | undefined {
  if (version.minimum === undefined) return undefined
  const parsed = parseMoney(version.minimum, currency)
  if ('minor' in parsed) return parsed.minor
  const decimals = currencyDecimals(currency)
  complain(
    'minimum',
    `must be an amount in ${currency}, found "${version.minimum}". Write it without leading zeros and with at most ${decimals} decimals.`,
  )
  return undefined
}

function checkItems(version: WrittenVersion, complain: (index: number, message: string) => void): void {
  const seen = new Set<string>()
  for (const [index, item] of (version.items ?? []).entries()) {
    const name = 'sku' in item ? `sku ${item.sku}` : `prefix ${item.prefix}`
    if (seen.has(name)) complain(index, `has ${name} a second time. Make one item of the two.`)
    seen.add(name)
  }
}

function checkHold(version: WrittenVersion, rules: EarningRules, complain: Complain): void {
  if (version.hold === undefined && version.expiry === undefined) return
  const { hold, expiry } = rules
  if (hold === null || expiry === null || surelyShorter(hold, expiry)) return
  complain(
    version.hold === undefined ? 'expiry' : 'hold',
    `lets points expire before they can be used: usable after ${durationText(hold)}, expired after ${durationText(expiry)}. Write a shorter hold or a longer expiry.`,
  )
}

function following(before: EarningRules, version: WrittenVersion, minimum: number | undefined): EarningRules {
  return {
    from: version.from ?? null,
    perUnit: version.perUnit ?? before.perUnit,
    rounding: version.rounding ?? before.rounding,
    minimum: minimum ?? before.minimum,
    items: version.items ?? before.items,
    days: version.days ?? before.days,
    hold: version.hold === undefined ? before.hold : version.hold,
    expiry: version.expiry === undefined ? before.expiry : version.expiry,
  }
}
