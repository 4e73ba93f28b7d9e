import type { Dialect, Param } from '../../database/database.ts'
import { currencyDecimals } from '../../points/money.ts'
import type { Audience, Compare, Condition, Period } from './audience.ts'
import { ago, ahead, birthdaysWithin, startOf } from './times.ts'

declare const ready: unique symbol
/** An audience in which each segment has been replaced by what it stands for. */
export type ReadyAudience = Audience & { readonly [ready]: true }

/** A condition in SQL with the values of its placeholders. */
export type SqlCondition = { sql: string; params: Param[] }

/**
 * `now` and `timeZone` are those of the shop: they say which days are meant. Amounts are in `currency`. `each`: customers are
 * looked at one by one, as for a small part of all of them; else what is slow for each is worked out for all at once.
 */
export type CompileOptions = { dialect: Dialect; now: Date; timeZone: string; currency: string; each?: boolean }

/**
 * The condition on `customer AS c` under which a customer is in the audience. Those who have become part of another
 * customer and those who are erased are not, and staff only where the audience speaks of them. Everything that somebody wrote is a parameter.
 */
export function audienceCondition(audience: ReadyAudience, options: CompileOptions): SqlCondition {
  const { sql, params } = compile(audience, options)
  const others = speaksOfStaff(audience) ? '' : ` AND NOT ${isStaff(options).sql}`
  return { sql: `(c."partOf" IS NULL AND c.erased IS NULL${others} AND ${sql})`, params }
}

const isStaff = (options: CompileOptions) => some(options, { from: 'role r', owner: 'r."customerId"' })

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

/** Rows of other tables: whose they are (never null), and which of them count. */
type Rows = { from: string; owner: string; where?: readonly SqlCondition[] }

/** Ends in a condition that goes on after WHERE. */
function whereOf({ where = [] }: Rows, first: readonly SqlCondition[] = []): SqlCondition {
  const all = [...first, ...where]
  const sql = all.map((part) => part.sql).join(' AND ')
  return { sql: sql === '' ? '' : ` WHERE ${sql}`, params: all.flatMap(({ params }) => params) }
}

const makesSets = ({ dialect, each }: CompileOptions) => dialect === 'sqlite' && !each

/**
 * Whether there is one of those rows. SQLite finds few among many customers best by making a set of them (`few`), which
 * PostgreSQL does by itself where it helps; a set that outgrows its memory it would search once for each customer.
 */
function some(options: CompileOptions, rows: Rows, few = true): SqlCondition {
  if (makesSets(options) && few) {
    const { sql, params } = whereOf(rows)
    return { sql: `c.id IN (SELECT ${rows.owner} FROM ${rows.from}${sql})`, params }
  }
  const { sql, params } = whereOf(rows, [just(`${rows.owner} = c.id`)])
  return { sql: `EXISTS (SELECT 1 FROM ${rows.from}${sql})`, params }
}

/** How the sum over those rows compares; it is zero where there are none. `sum` is an aggregate. */
function total(options: CompileOptions, rows: Rows, sum: string, compare: Compare, limit: number): SqlCondition {
  if (!makesSets(options)) {
    const { sql, params } = whereOf(rows, [just(`${rows.owner} = c.id`)])
    return just(`coalesce((SELECT ${sum} FROM ${rows.from}${sql}), 0) ${compare} ?`, ...params, limit)
  }
  const isNot = zeroFits(compare, limit) ? 'NOT ' : ''
  const { sql, params } = whereOf(rows)
  return just(
    `c.id ${isNot}IN (SELECT ${rows.owner} FROM ${rows.from}${sql} GROUP BY ${rows.owner} HAVING ${isNot}(${sum} ${compare} ?))`,
    ...[...params, limit],
  )
}

function zeroFits(compare: Compare, limit: number): boolean {
  if (limit === 0) return compare.includes('=')
  return compare === '=' ? false : compare.startsWith('>') === limit < 0
}

/** What was given back entirely was not bought. */
const stands = just('(p.refunded < p.amount OR p.amount = 0)')
const purchases = { from: 'purchase p', owner: 'p."customerId"' }
const lots = { from: 'lot l', owner: 'l."customerId"' }
const complaints = { from: 'complaint o', owner: 'o."customerId"' }

function conditionSql(condition: Condition, options: CompileOptions): SqlCondition {
  const { now, timeZone, currency } = options
  switch (condition.kind) {
    case 'everyone':
      return just('1 = 1')
    case 'staff':
      return isStaff(options)
    case 'bought': {
      const { period, of, times } = condition
      const when = periodSql('p.at', period, options)
      const where = [stands, ...when, ...(of ? [articleSql(of, options.dialect)] : [])]
      if (times > 1) return total(options, { ...purchases, where }, 'count(*)', '>=', times)
      return some(options, { ...purchases, where }, isRecent(period, options))
    }
    case 'spent': {
      const limit = minorLimit(condition.compare, condition.amount, currency)
      if (!limit) return just('1 = 0')
      const where = [just('p.currency = ?', currency), ...periodSql('p.at', condition.period, options)]
      return total(options, { ...purchases, where }, 'sum(p.amount - p.refunded)', limit.compare, limit.minor)
    }
    case 'points':
      return pointsSql(condition.compare, condition.points, options)
    case 'expiring': {
      const where = [
        just(
          'l.remaining <> 0 AND l.remaining > 0 AND l.expires > ? AND l.expires < ?',
          now,
          ahead(condition.within, now, timeZone),
        ),
      ]
      return total(options, { ...lots, where }, 'sum(l.remaining)', condition.compare, condition.points)
    }
    case 'platform': {
      // Not by the index that begins with the platform, where a database that has counted nothing yet would look.
      const where = [just(`i.platform || '' = ?`, condition.platform)]
      return some(options, { from: 'identity i', owner: 'i."customerId"', where }, false)
    }
    case 'language':
      return just('c.locale = ?', condition.locale)
    case 'tag': {
      const where = [just('t.tag = ?', condition.tag)]
      return some(options, { from: 'customer_tag t', owner: 't."customerId"', where })
    }
    case 'class':
      return just('(c.class IS NOT NULL AND c.class = ?)', condition.class)
    case 'joined': {
      const when = periodSql('c.created', condition.period, options)
      return just(
        `(${['1 = 1', ...when.map(({ sql }) => sql)].join(' AND ')})`,
        ...when.flatMap(({ params }) => params),
      )
    }
    case 'referred': {
      const { card } = condition
      const where = [just(`f.state <> 'refused'`), ...(card === null ? [] : [byCard(card)])]
      return some(options, { from: 'referral f', owner: 'f."friendId"', where })
    }
    case 'brought': {
      const rows = { from: 'referral f', owner: 'f."referrerId"', where: [just(`f.state <> 'refused'`)] }
      if (condition.friends === 1) return some(options, rows)
      return total(options, rows, 'count(*)', '>=', condition.friends)
    }
    case 'birthday': {
      const days = birthdaysWithin(condition.within, now, timeZone)
      if (!days) return just('c.birthday IS NOT NULL')
      const both = days.from <= days.to ? 'AND' : 'OR'
      return just(`(c.birthday IS NOT NULL AND (c.birthday >= ? ${both} c.birthday <= ?))`, days.from, days.to)
    }
    case 'birthmonth': {
      const month = String(condition.month).padStart(2, '0')
      return just('(c.birthday IS NOT NULL AND c.birthday >= ? AND c.birthday <= ?)', `${month}-01`, `${month}-31`)
    }
    case 'complaining':
      return some(options, { ...complaints, where: [just('o.ended IS NULL')] })
    case 'complained':
      return some(options, { ...complaints, where: periodSql('o.created', condition.period, options) })
    case 'campaign':
      return campaignSql(condition, options)
    case 'segment':
      throw new Error('segments are replaced before an audience is compiled')
    default:
      return condition satisfies never
  }
}

/** All points that count: what is overdue does not, though nothing may have let go of it yet. */
function pointsSql(compare: Compare, limit: number, options: CompileOptions): SqlCondition {
  const { now } = options
  const overdue = (owner: string) =>
    `coalesce((SELECT sum(l.remaining) FROM lot l WHERE l."customerId" = ${owner} AND l.remaining <> 0 AND l.remaining > 0 AND l.expires <= ?), 0)`
  if (!makesSets(options)) {
    const balance = 'coalesce((SELECT a.balance FROM account a WHERE a."customerId" = c.id), 0)'
    return just(`(${balance} - ${overdue('c.id')}) ${compare} ?`, now, limit)
  }
  const isNot = zeroFits(compare, limit) ? 'NOT ' : ''
  const fits = `a.balance - ${overdue('a."customerId"')} ${compare} ?`
  // Nobody has more than his balance.
  const [before, more] = isNot === '' && compare.startsWith('>') ? [`a.balance ${compare} ? AND `, [limit]] : ['', []]
  return just(
    `c.id ${isNot}IN (SELECT a."customerId" FROM account a WHERE ${before}${isNot}(${fits}))`,
    ...[...more, now, limit],
  )
}

/** Whether it begins so late that few of all rows are within it. */
function isRecent({ since, last }: Period, { now, timeZone }: CompileOptions): boolean {
  const bounds = [
    ...(since === undefined ? [] : [startOf(since, timeZone)]),
    ...(last ? [ago(last, now, timeZone)] : []),
  ]
  return bounds.some((bound) => now.getTime() - bound.getTime() < recentMs)
}

const recentMs = 45 * 86_400_000

function articleSql(of: { sku: string } | { prefix: string }, dialect: Dialect): SqlCondition {
  const lines =
    dialect === 'sqlite' ? 'json_each(p.items) AS line' : 'jsonb_array_elements(p.items::jsonb) AS line (value)'
  const start = `p.items IS NOT NULL AND EXISTS (SELECT 1 FROM ${lines} WHERE`
  if ('sku' in of) return just(`${start} line.value ->> 'sku' = ?)`, of.sku)
  return just(`${start} substr(line.value ->> 'sku', 1, ?) = ?)`, [...of.prefix].length, of.prefix)
}

function periodSql(column: string, { since, before, last }: Period, { now, timeZone }: CompileOptions): SqlCondition[] {
  const parts: SqlCondition[] = []
  if (since !== undefined) parts.push(just(`${column} >= ?`, startOf(since, timeZone)))
  if (last !== undefined) parts.push(just(`${column} >= ?`, ago(last, now, timeZone)))
  if (before !== undefined) parts.push(just(`${column} < ?`, startOf(before, timeZone)))
  return parts
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

/** Whoever was linked with another is found by his own card all the same. */
const byCard = (card: string) =>
  just(
    `f."referrerId" IN (SELECT coalesce(a."movedTo", k.id) FROM customer k
       LEFT JOIN account a ON a."customerId" = k.id WHERE k.card = ?)`,
    card,
  )

/** All that is known here of the tables of campaigns. */
function campaignSql(
  { deed, name, option }: Extract<Condition, { kind: 'campaign' }>,
  options: CompileOptions,
): SqlCondition {
  const got = (...more: SqlCondition[]) =>
    some(options, {
      ...{ from: 'campaign_recipient x', owner: 'x."customerId"' },
      where: [
        just(`x."campaignId" = (SELECT k.id FROM campaign k WHERE k.name = ?) AND x.state = 'sent'`, name),
        ...more,
      ],
    })
  const answered = got(just('x.answer IS NOT NULL'))
  if (deed === 'got') return got()
  if (deed === 'answered') return option === null ? answered : got(just('x.answer = ?', option))
  const all = got()
  return just(`(${all.sql} AND NOT ${answered.sql})`, ...all.params, ...answered.params)
}
