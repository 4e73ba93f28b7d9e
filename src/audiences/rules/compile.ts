import type { Dialect, Param } from '../../database/database.ts'
import { currencyDecimals } from '../../points/money.ts'
import type { Audience, Compare, Condition, Period } from './audience.ts'
import { ago, ahead, birthdaysWithin, startOf } from './times.ts'

declare const ready: unique symbol
/** An audience in which each segment has been replaced by what it stands for. */
export type ReadyAudience = Audience & { readonly [ready]: true }

/** A condition in SQL with the values of its placeholders. */
export type SqlCondition = { sql: string; params: Param[] }

/** `now` and `timeZone` are those of the shop: they say which days are meant. Amounts are in `currency`. */
export type CompileOptions = { dialect: Dialect; now: Date; timeZone: string; currency: string }

/**
 * The condition on `customer AS c` under which a customer is in the audience. Those who have become part of another
 * customer are not, and staff only where the audience speaks of them. Everything that somebody wrote is a parameter.
 */
export function audienceCondition(audience: ReadyAudience, options: CompileOptions): SqlCondition {
  const { sql, params } = compile(audience, options)
  const others = speaksOfStaff(audience) ? '' : ` AND NOT ${isStaff}`
  return { sql: `(c."partOf" IS NULL${others} AND ${sql})`, params }
}

const isStaff = `EXISTS (SELECT 1 FROM role r WHERE r."customerId" = c.id)`

/** Whether staff are in it or left out by what it says itself. */
function speaksOfStaff(audience: Audience): boolean {
  if (audience.kind === 'all' || audience.kind === 'any') return audience.of.some(speaksOfStaff)
  return audience.kind === 'not' ? speaksOfStaff(audience.of) : audience.kind === 'staff'
}

function compile(audience: Audience, options: CompileOptions): SqlCondition {
  switch (audience.kind) {
    case 'all':
    case 'any': {
      const parts = audience.of.map((part) => compile(part, options))
      const sql = parts.map((part) => part.sql).join(audience.kind === 'all' ? ' AND ' : ' OR ')
      return { sql: `(${sql})`, params: parts.flatMap(({ params }) => params) }
    }
    case 'not': {
      const { sql, params } = compile(audience.of, options)
      return { sql: `NOT (${sql})`, params }
    }
    default:
      return conditionSql(audience, options)
  }
}

const just = (sql: string, ...params: Param[]): SqlCondition => ({ sql, params })

/** What was given back entirely was not bought. */
const stands = '(p.refunded < p.amount OR p.amount = 0)'

function conditionSql(condition: Condition, options: CompileOptions): SqlCondition {
  const { now, timeZone } = options
  switch (condition.kind) {
    case 'everyone':
      return just('1 = 1')
    case 'staff':
      return just(isStaff)
    case 'bought':
      return boughtSql(condition, options)
    case 'spent': {
      const when = periodSql('p.at', condition.period, options)
      const limit = minorLimit(condition.compare, condition.amount, options.currency)
      if (!limit) return just('1 = 0')
      return just(
        `coalesce((SELECT sum(p.amount - p.refunded) FROM purchase p WHERE p."customerId" = c.id AND p.currency = ?${when.sql}), 0) ${limit.compare} ?`,
        ...[options.currency, ...when.params, limit.minor],
      )
    }
    case 'points':
      // What is overdue no longer counts, though nothing may have let go of it yet.
      return just(
        `(coalesce((SELECT a.balance FROM account a WHERE a."customerId" = c.id), 0) -
         coalesce((SELECT sum(l.remaining) FROM lot l WHERE l."customerId" = c.id AND l.remaining <> 0 AND l.remaining > 0 AND l.expires <= ?), 0)) ${condition.compare} ?`,
        ...[now, condition.points],
      )
    case 'expiring':
      return just(
        `coalesce((SELECT sum(l.remaining) FROM lot l WHERE l."customerId" = c.id AND l.remaining <> 0 AND l.remaining > 0
           AND l.expires > ? AND l.expires < ?), 0) ${condition.compare} ?`,
        ...[now, ahead(condition.within, now, timeZone), condition.points],
      )
    case 'platform':
      return just(
        'EXISTS (SELECT 1 FROM identity i WHERE i."customerId" = c.id AND i.platform = ?)',
        condition.platform,
      )
    case 'language':
      return just('c.locale = ?', condition.locale)
    case 'tag':
      return just('EXISTS (SELECT 1 FROM customer_tag t WHERE t.tag = ? AND t."customerId" = c.id)', condition.tag)
    case 'class':
      return just('(c.class IS NOT NULL AND c.class = ?)', condition.class)
    case 'joined': {
      const when = periodSql('c.created', condition.period, options)
      return just(`(1 = 1${when.sql})`, ...when.params)
    }
    case 'referred':
      return referredSql(condition.card)
    case 'brought': {
      const brought = `FROM referral f WHERE f."referrerId" = c.id AND f.state <> 'refused'`
      if (condition.friends === 1) return just(`EXISTS (SELECT 1 ${brought})`)
      return just(`(SELECT count(*) ${brought}) >= ?`, condition.friends)
    }
    case 'birthday': {
      const days = birthdaysWithin(condition.within, now, timeZone)
      if (!days) return just('c.birthday IS NOT NULL')
      const both = days.from <= days.to ? 'AND' : 'OR'
      return just(`(c.birthday IS NOT NULL AND (c.birthday >= ? ${both} c.birthday <= ?))`, days.from, days.to)
    }
    case 'birthmonth': {
      const month = String(condition.month).padStart(2, '0')
      return just(`(c.birthday IS NOT NULL AND c.birthday >= ? AND c.birthday <= ?)`, `${month}-01`, `${month}-31`)
    }
    case 'complaining':
      return just('EXISTS (SELECT 1 FROM complaint o WHERE o."customerId" = c.id AND o.ended IS NULL)')
    case 'complained': {
      const when = periodSql('o.created', condition.period, options)
      return just(`EXISTS (SELECT 1 FROM complaint o WHERE o."customerId" = c.id${when.sql})`, ...when.params)
    }
    case 'campaign':
      return campaignSql(condition)
    case 'segment':
      throw new Error('segments are replaced before an audience is compiled')
    default:
      return condition satisfies never
  }
}

function boughtSql(
  { period, of, times }: Extract<Condition, { kind: 'bought' }>,
  options: CompileOptions,
): SqlCondition {
  const when = periodSql('p.at', period, options)
  const article = of ? articleSql(of, options.dialect) : just('')
  const from = `FROM purchase p WHERE p."customerId" = c.id AND ${stands}${when.sql}${article.sql}`
  const params = [...when.params, ...article.params]
  if (times === 1) return just(`EXISTS (SELECT 1 ${from})`, ...params)
  return just(`(SELECT count(*) ${from}) >= ?`, ...params, times)
}

function articleSql(of: { sku: string } | { prefix: string }, dialect: Dialect): SqlCondition {
  const lines =
    dialect === 'sqlite' ? 'json_each(p.items) AS line' : 'jsonb_array_elements(p.items::jsonb) AS line (value)'
  const start = ` AND p.items IS NOT NULL AND EXISTS (SELECT 1 FROM ${lines} WHERE`
  if ('sku' in of) return just(`${start} line.value ->> 'sku' = ?)`, of.sku)
  return just(`${start} substr(line.value ->> 'sku', 1, ?) = ?)`, [...of.prefix].length, of.prefix)
}

/** Begins with AND, or is empty. */
function periodSql(column: string, { since, before, last }: Period, { now, timeZone }: CompileOptions): SqlCondition {
  const parts: SqlCondition[] = []
  if (since !== undefined) parts.push(just(` AND ${column} >= ?`, startOf(since, timeZone)))
  if (last !== undefined) parts.push(just(` AND ${column} >= ?`, ago(last, now, timeZone)))
  if (before !== undefined) parts.push(just(` AND ${column} < ?`, startOf(before, timeZone)))
  return { sql: parts.map(({ sql }) => sql).join(''), params: parts.flatMap(({ params }) => params) }
}

/** The same comparison with whole minor units; undefined where nothing can be equal to that amount. */
function minorLimit(
  compare: Compare,
  amount: string,
  currency: string,
): { compare: Compare; minor: number } | undefined {
  const decimals = currencyDecimals(currency)
  const [whole = '0', part = ''] = amount.split('.')
  const floor = Number(whole + part.padEnd(decimals, '0').slice(0, decimals))
  const isExact = part.length <= decimals
  if (isExact) return { compare, minor: floor }
  if (compare === '=') return undefined
  // Between two minor units: above it is above the lower, below it is below the upper.
  return compare === '>' || compare === '>=' ? { compare: '>', minor: floor } : { compare: '<=', minor: floor }
}

function referredSql(card: string | null): SqlCondition {
  const referred = `SELECT 1 FROM referral f WHERE f."friendId" = c.id AND f.state <> 'refused'`
  if (card === null) return just(`EXISTS (${referred})`)
  // Whoever was linked with another is found by his own card all the same.
  return just(
    `EXISTS (${referred} AND f."referrerId" IN (SELECT coalesce(a."movedTo", k.id) FROM customer k
       LEFT JOIN account a ON a."customerId" = k.id WHERE k.card = ?))`,
    card,
  )
}

/** All that is known here of the tables of campaigns. */
function campaignSql({ deed, name, option }: Extract<Condition, { kind: 'campaign' }>): SqlCondition {
  const got = (more: string) =>
    `EXISTS (SELECT 1 FROM campaign_recipient x JOIN campaign k ON k.id = x."campaignId"
       WHERE x."customerId" = c.id AND k.name = ? AND x.state = 'sent'${more})`
  if (deed === 'got') return just(got(''), name)
  if (deed === 'ignored') return just(`(${got('')} AND NOT ${got(' AND x.answer IS NOT NULL')})`, name, name)
  return option === null ? just(got(' AND x.answer IS NOT NULL'), name) : just(got(' AND x.answer = ?'), name, option)
}
