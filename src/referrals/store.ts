import { records } from '../database/records.ts'
import { table } from '../database/table.ts'
import type { Unit } from '../engine/unit.ts'
import { wereOne } from '../links/exports.ts'
import type { ReferralRules } from '../program/program.ts'
import type { Bought, Facts, Reason, Standing, State } from './rules/referral.ts'
import { timesOf } from './rules/settle.ts'

/** A referral as it is kept. */
export type Referral = {
  id: number
  friendId: string
  friendOwnerId: string
  referrerId: string
  referrerOwnerId: string
  joined: Date
  terms: ReferralRules
  state: State
  reason: Reason | null
  bought: Date | null
  counts: Date | null
  paidReferrer: number
  paidFriend: number
  paidMilestone: number
  paid: Date | null
  marks: number
  asked: Date | null
  decision: 'yes' | 'no' | null
  decided: Date | null
  decidedBy: string | null
  frozen: Date | null
}

type Row = Omit<Referral, 'terms'> & { terms: string }

const columns = `id, "friendId", "friendOwnerId", "referrerId", "referrerOwnerId", joined, terms, state, reason, bought, counts,
  "paidReferrer", "paidFriend", "paidMilestone", paid, marks, asked, decision, decided, "decidedBy", frozen`

const referralFrom = ({ terms, ...row }: Row): Referral => ({ ...row, terms: JSON.parse(terms) as ReferralRules })

/** Somebody who was brought just now. */
export type NewReferral = Pick<Referral, 'friendId' | 'referrerId' | 'referrerOwnerId' | 'joined' | 'terms'> & {
  code: string
  platform: string
}

/** Keeps a new referral, to be looked at soon. Gives its id; undefined when the friend was brought before. */
export async function insertReferral(unit: Unit, { terms, ...given }: NewReferral): Promise<number | undefined> {
  const [row] = await unit.sql.query<{ id: number }>(
    `INSERT INTO referral ("friendId", "friendOwnerId", "referrerId", "referrerOwnerId", code, platform, joined, terms, state, due)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'joined', ?) ON CONFLICT DO NOTHING RETURNING id`,
    given.friendId,
    given.friendId,
    given.referrerId,
    given.referrerOwnerId,
    given.code,
    given.platform,
    given.joined,
    JSON.stringify(terms),
    unit.now,
  )
  return row?.id
}

/** A referral by its id. */
export async function referralById(unit: Unit, id: number): Promise<Referral | undefined> {
  const [row] = await unit.sql.query<Row>(`SELECT ${columns} FROM referral WHERE id = ?`, id)
  return row && referralFrom(row)
}

/** Those of that customer as the friend, the first of them first. */
export async function broughtTo(unit: Unit, friendId: string): Promise<Referral[]> {
  const rows = await unit.sql.query<Row>(
    `SELECT ${columns} FROM referral WHERE "friendId" = ? ORDER BY joined, id`,
    friendId,
  )
  return rows.map(referralFrom)
}

/** Friends whom that customer has brought, the newest first. */
export async function broughtBy(unit: Unit, referrerId: string, skip: number, most: number): Promise<Referral[]> {
  const rows = await unit.sql.query<Row>(
    `SELECT ${columns} FROM referral WHERE "referrerId" = ? ORDER BY joined DESC, id DESC LIMIT ? OFFSET ?`,
    referrerId,
    most,
    skip,
  )
  return rows.map(referralFrom)
}

/** All whom that customer has brought. */
async function allBroughtBy(unit: Unit, referrerId: string): Promise<(Referral & { isSecond: boolean })[]> {
  const rows = await unit.sql.query<Row & { isSecond: boolean }>(
    `SELECT ${columns}, EXISTS (SELECT 1 FROM referral o WHERE o."friendId" = referral."friendId"
       AND (o.joined < referral.joined OR (o.joined = referral.joined AND o.id < referral.id))) AS "isSecond::boolean"
     FROM referral WHERE "referrerId" = ? ORDER BY joined, id`,
    referrerId,
  )
  return rows.map((row) => ({ ...referralFrom(row), isSecond: row.isSecond }))
}

/** Who brought that customer, by way of others, too. */
async function thoseAbove(unit: Unit, id: string): Promise<Set<string>> {
  const rows = await unit.sql.query<{ id: string }>(
    `WITH RECURSIVE above (id) AS (
       SELECT "referrerId" FROM referral WHERE "friendId" = ? AND "referrerId" <> "friendId"
       UNION SELECT r."referrerId" FROM referral r JOIN above a ON r."friendId" = a.id WHERE r."referrerId" <> r."friendId")
     SELECT id FROM above`,
    id,
  )
  return new Set(rows.map((row) => row.id))
}

const windows = records({ id: 'bigint', friendId: 'text', from: 'timestamp', to: 'timestamp', currency: 'text' })

/** All referrals of one referrer, with what is known of each. */
export async function factsOf(
  unit: Unit,
  referrerId: string,
  { timeZone, currency }: { timeZone: string; currency: string },
): Promise<{ referral: Referral; facts: Facts }[]> {
  const found = await allBroughtBy(unit, referrerId)
  const above = await thoseAbove(unit, referrerId)
  const open = windows.param(
    found
      .filter(({ frozen }) => frozen === null)
      .map(({ id, friendId, joined, terms }) => {
        return { id, friendId, from: joined, to: timesOf(joined, terms, timeZone).last, currency }
      }),
    unit.dialect,
  )
  const existing = await unit.sql.query<{ id: number }>(
    `SELECT given.id FROM ${windows.in(unit.dialect)} AS given WHERE EXISTS (
       SELECT 1 FROM purchase p WHERE p."customerId" = given."friendId" AND p.at < given."from")`,
    open,
  )
  const purchases = await unit.sql.query<Omit<Bought, 'refunds'> & { referral: number }>(
    `SELECT given.id AS referral, p.id, p.at, p.created, p.amount FROM ${windows.in(unit.dialect)} AS given
     JOIN purchase p ON p."customerId" = given."friendId" AND p.at >= given."from" AND p.at <= given."to"
       AND p.currency = given.currency`,
    open,
  )
  const refunds = await refundsOf(
    unit,
    purchases.map(({ id }) => id),
  )
  const known = new Set(existing.map(({ id }) => id))
  const once = await Promise.all(found.map((referral) => wereOnce(unit, referral)))
  const bought = Map.groupBy(purchases, ({ referral }) => referral)
  return found.map(({ isSecond, ...referral }, nth) => {
    const { id, joined, terms, friendId, decision, decided, frozen, state, reason, counts } = referral
    const isSelf = friendId === referrerId
    return {
      referral,
      facts: {
        ...{ id, joined, terms, isSelf, isSecond, decision, decided },
        isExisting: known.has(id),
        wereOne: once[nth] ?? false,
        isRing: !isSelf && above.has(friendId),
        purchases: (bought.get(id) ?? []).map((it) => ({ ...it, refunds: refunds.get(it.id) ?? [] })),
        frozen: frozen && { state, reason, counts, amounts: paidFor(referral) },
      },
    }
  })
}

/** Whether both were one customer once: by who they are, or as whom they came. */
async function wereOnce(unit: Unit, referral: Referral): Promise<boolean> {
  const { friendId, friendOwnerId, referrerId, referrerOwnerId } = referral
  const pairs = [friendId, friendOwnerId].flatMap((one) =>
    [referrerId, referrerOwnerId].flatMap((other) => [
      { one, other },
      { one: other, other: one },
    ]),
  )
  return (await Promise.all(pairs.map((pair) => unit.ask(wereOne, pair)))).includes(true)
}

/** What was paid for it by now. */
export const paidFor = ({ paidReferrer, paidFriend, paidMilestone }: Referral) => ({
  referrer: paidReferrer,
  friend: paidFriend,
  milestone: paidMilestone,
})

async function refundsOf(unit: Unit, purchases: readonly string[]) {
  if (purchases.length === 0) return new Map<string, { amount: number; created: Date }[]>()
  const rows = await unit.sql.query<{ purchaseId: string; amount: number; created: Date }>(
    `SELECT "purchaseId", amount, created FROM refund WHERE "purchaseId" ${unit.sql.among('text')}`,
    purchases,
  )
  return Map.groupBy(rows, ({ purchaseId }) => purchaseId)
}

/** Whether that customer has bought anything. */
export async function hasBought(unit: Unit, customerId: string): Promise<boolean> {
  const rows = await unit.sql.query('SELECT 1 AS bought FROM purchase WHERE "customerId" = ? LIMIT 1', customerId)
  return rows.length > 0
}

/** What became of a referral that was looked at. */
export type Change = Pick<
  Referral,
  'id' | 'state' | 'reason' | 'bought' | 'counts' | 'paidReferrer' | 'paidFriend' | 'paidMilestone' | 'paid' | 'asked'
> & { purchaseId: string | null }

const changing = table('referral', {
  id: 'bigint',
  state: 'text',
  reason: 'text?',
  purchaseId: 'text?',
  bought: 'timestamp?',
  counts: 'timestamp?',
  paidReferrer: 'integer',
  paidFriend: 'integer',
  paidMilestone: 'integer',
  paid: 'timestamp?',
  asked: 'timestamp?',
})

export async function changeReferrals(unit: Unit, changes: readonly Change[]): Promise<void> {
  await unit.sql.update(changing, changes, {
    by: ['id'],
    set: [
      'state',
      'reason',
      'purchaseId',
      'bought',
      'counts',
      'paidReferrer',
      'paidFriend',
      'paidMilestone',
      'paid',
      'asked',
    ],
  })
}

const looks = records({ id: 'bigint', marks: 'integer', due: 'timestamp?' })

/** These were looked at, and are again then; those that were marked meanwhile stay so. */
export async function looked(
  unit: Unit,
  seen: readonly (Pick<Standing, 'id' | 'due'> & { marks: number })[],
): Promise<void> {
  await unit.sql.execute(
    `UPDATE referral SET due = given.due FROM ${looks.in(unit.dialect)} AS given
     WHERE referral.id = given.id AND referral.marks = given.marks`,
    looks.param(
      seen.map(({ id, marks, due }) => ({ id, marks, due })),
      unit.dialect,
    ),
  )
}

/** What a manager decided about a referral that was held. */
export async function decideReferral(unit: Unit, id: number, answer: 'yes' | 'no', by: string): Promise<void> {
  await unit.sql.execute(
    'UPDATE referral SET decision = ?, "decidedBy" = ?, decided = ? WHERE id = ?',
    answer,
    by,
    unit.now,
    id,
  )
}

/** Those that wait for a manager, the oldest first, and how many there are. */
export async function heldReferrals(
  unit: Unit,
  skip: number,
  most: number,
): Promise<{ rows: Referral[]; count: number }> {
  const rows = await unit.sql.query<Row>(
    `SELECT ${columns} FROM referral WHERE state = 'held' ORDER BY id LIMIT ? OFFSET ?`,
    most,
    skip,
  )
  const [counted] = await unit.sql.query<{ count: number }>(
    `SELECT count(*) AS count FROM referral WHERE state = 'held'`,
  )
  return { rows: rows.map(referralFrom), count: counted?.count ?? 0 }
}

/** How many friends that customer has brought. */
export async function countBroughtBy(unit: Unit, referrerId: string): Promise<number> {
  const [row] = await unit.sql.query<{ count: number }>(
    'SELECT count(*) AS count FROM referral WHERE "referrerId" = ?',
    referrerId,
  )
  return row?.count ?? 0
}

/**
 * A customer is forgotten: those who were brought by him or who brought him. Gives the referrers.
 */
export async function referrersAround(unit: Unit, customerId: string): Promise<string[]> {
  const rows = await unit.sql.query<{ referrerId: string }>(
    'SELECT DISTINCT "referrerId" FROM referral WHERE "friendId" = ? OR "referrerId" = ? ORDER BY "referrerId"',
    customerId,
    customerId,
  )
  return rows.map(({ referrerId }) => referrerId)
}

/** Nothing changes any more about the referrals of that customer; nothing more is paid for them. His code is nobody's. */
export async function freezeReferrals(unit: Unit, customerId: string): Promise<void> {
  await unit.sql.execute(
    `UPDATE referral SET frozen = ?, due = NULL,
       reason = CASE WHEN state IN ('rewarded', 'refused') THEN reason ELSE 'erased' END,
       state = CASE WHEN state = 'rewarded' THEN state ELSE 'refused' END
     WHERE ("friendId" = ? OR "referrerId" = ?) AND frozen IS NULL`,
    unit.now,
    customerId,
    customerId,
  )
  await unit.sql.execute(`UPDATE referral SET code = '' WHERE "referrerId" = ?`, customerId)
  await unit.sql.execute('DELETE FROM referral_code WHERE "customerId" = ?', customerId)
}

/** Referrers of whom something is to be looked at, in order, after that one. */
export function dueReferrers(unit: Unit, after: string, most: number): Promise<{ referrerId: string }[]> {
  return unit.sql.query(
    `SELECT DISTINCT "referrerId" FROM referral WHERE due <= ? AND "referrerId" > ? ORDER BY "referrerId" LIMIT ?`,
    unit.now,
    after,
    most,
  )
}
