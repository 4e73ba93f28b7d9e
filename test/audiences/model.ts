import { DateTime } from 'luxon'
import type { Audience, Compare, Condition, Period, Span } from '../../src/audiences/rules/audience.ts'
import { type Human, now } from './people.ts'

/** Who is in an audience, worked out customer by customer, and days by their names. */
export function members(audience: Audience, people: readonly Human[], timeZone: string): string[] {
  const text = JSON.stringify(audience)
  return people
    .filter(({ partOf, staff }) => partOf === null && (!staff || text.includes('"kind":"staff"')))
    .filter((human) => holds(audience, human, people, timeZone))
    .map(({ id }) => id)
    .sort()
}

function holds(audience: Audience, human: Human, people: readonly Human[], zone: string): boolean {
  if (audience.kind === 'all') return audience.of.every((part) => holds(part, human, people, zone))
  if (audience.kind === 'any') return audience.of.some((part) => holds(part, human, people, zone))
  if (audience.kind === 'not') return !holds(audience.of, human, people, zone)
  return fits(audience, human, people, zone)
}

const dayOf = (at: Date, zone: string) => DateTime.fromJSDate(at, { zone }).toISODate() ?? ''
const today = (zone: string) => DateTime.fromISO(dayOf(now, zone), { zone: 'utc' })
const shift = (zone: string, { count, unit }: Span, sign: 1 | -1) =>
  today(zone)
    .plus({ [unit]: count * sign })
    .toISODate() ?? ''

function within(at: Date, { since, before, last }: Period, zone: string): boolean {
  const day = dayOf(at, zone)
  return (
    (since === undefined || day >= since) &&
    (before === undefined || day < before) &&
    (last === undefined || day >= shift(zone, last, -1))
  )
}

function compared(value: number, compare: Compare, limit: number): boolean {
  if (compare === '=') return value === limit
  if (compare.endsWith('=') && value === limit) return true
  return compare.startsWith('>') ? value > limit : value < limit
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)

function fits(it: Condition, human: Human, people: readonly Human[], zone: string): boolean {
  switch (it.kind) {
    case 'everyone':
      return true
    case 'staff':
      return human.staff
    case 'bought': {
      const { of } = it
      const wanted = (sku: string) => !of || ('sku' in of ? sku === of.sku : sku.startsWith(of.prefix))
      const found = human.purchases
        .filter(({ amount, refunded }) => refunded < amount || amount === 0)
        .filter(({ at }) => within(at, it.period, zone))
        .filter(({ skus }) => !of || (skus ?? []).some(wanted))
      return found.length >= it.times
    }
    case 'spent': {
      const found = human.purchases.filter(({ at, currency }) => currency === 'EUR' && within(at, it.period, zone))
      // In tenths of cents, so that nothing is rounded.
      return compared(
        sum(found.map((p) => p.amount - p.refunded)) * 10,
        it.compare,
        Math.round(Number(it.amount) * 1000),
      )
    }
    case 'points':
      return compared(
        sum(human.lots.filter((l) => l.expires === null || l.expires > now || l.remaining < 0).map((l) => l.remaining)),
        it.compare,
        it.points,
      )
    case 'expiring': {
      const end = shift(zone, it.within, 1)
      const found = human.lots.filter(
        (l) => l.remaining > 0 && l.expires && l.expires > now && dayOf(l.expires, zone) <= end,
      )
      return compared(sum(found.map((l) => l.remaining)), it.compare, it.points)
    }
    case 'platform':
      return human.platforms.includes(it.platform)
    case 'language':
      return human.locale === it.locale
    case 'tag':
      return human.tags.includes(it.tag)
    case 'class':
      return human.class === it.class
    case 'joined':
      return within(human.created, it.period, zone)
    case 'referred':
      return (
        human.referrer !== null &&
        human.referrer.state !== 'refused' &&
        (it.card === null || people.find(({ id }) => id === human.referrer?.id)?.card === it.card)
      )
    case 'brought':
      return (
        people.filter(({ referrer }) => referrer?.id === human.id && referrer.state !== 'refused').length >= it.friends
      )
    case 'birthday': {
      const { birthday } = human
      if (birthday === null) return false
      for (
        let day = today(zone), n = 0;
        (day.toISODate() ?? '') <= shift(zone, it.within, 1) && n < 366;
        day = day.plus({ days: 1 }), n++
      ) {
        if (day.toFormat('MM-dd') === birthday) return true
        if (birthday === '02-29' && day.toFormat('MM-dd') === '02-28' && !day.isInLeapYear) return true
      }
      return false
    }
    case 'birthmonth':
      return human.birthday !== null && Number(human.birthday.slice(0, 2)) === it.month
    case 'complaining':
      return human.complaints.some(({ ended }) => ended === null)
    case 'complained':
      return human.complaints.some(({ created }) => within(created, it.period, zone))
    case 'campaign': {
      const found = human.campaigns.filter(({ name, state }) => name === it.name && state === 'sent')
      const answered = found.filter(({ answer }) => answer !== null)
      if (it.deed === 'got') return found.length > 0
      if (it.deed === 'ignored') return found.length > 0 && answered.length === 0
      return it.option === null ? answered.length > 0 : answered.some(({ answer }) => answer === it.option)
    }
    case 'segment':
      throw new Error('the model knows no segments')
  }
}
