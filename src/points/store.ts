import { v7 as newId } from 'uuid'
import { records } from '../database/records.ts'
import { table } from '../database/table.ts'
import type { Act, Ask, Unit } from '../engine/unit.ts'
import {
  type Account,
  type Entry,
  type EntryKind,
  type Lot,
  MAX_POINTS,
  type Post,
  type Posted,
  post,
  type Refused,
} from './rules.ts'

/**
 * A line of the ledger as it is kept. `at` is when it was written; `effective` when that happened which it is about:
 * a purchase may be told days later.
 */
export type KeptEntry = Entry & { id: string; effective: Date }

const lots = table('lot', {
  id: 'text',
  customerId: 'text',
  points: 'integer',
  remaining: 'integer',
  expired: 'integer',
  purchaseId: 'text?',
  earned: 'timestamp',
  usable: 'timestamp',
  expires: 'timestamp?',
})
const entries = table('entry', {
  id: 'text',
  customerId: 'text',
  kind: 'text',
  points: 'integer',
  lotId: 'text?',
  purchaseId: 'text?',
  reason: 'text?',
  author: 'text?',
  at: 'timestamp',
  effective: 'timestamp',
})
const accounts = table('account', { customerId: 'text', balance: 'integer', debt: 'integer' })

type LotRow = {
  id: string
  customerId: string
  points: number
  remaining: number
  expired: number
  purchaseId: string | null
  earned: Date
  usable: Date
  expires: Date | null
}
const lotColumns = `id, "customerId", points, remaining, expired, "purchaseId", earned, usable, expires`

function lotFrom(row: LotRow): Lot {
  return {
    id: row.id,
    points: row.points,
    remaining: row.remaining,
    expired: row.expired,
    usableAt: row.usable,
    expiresAt: row.expires,
    earnedAt: row.earned,
    ...(row.purchaseId === null ? {} : { purchase: row.purchaseId }),
  }
}

/** An order to the ledger. */
export type LedgerOrder = { customerId: string; post: Post }

/** What came of it; `balance` is the sum of the lots right after. */
export type LedgerOutcome = (Posted & { balance: number }) | Refused

/**
 * An account as far as it was loaded: earning touches only what is due, so of a customer of many years nothing else is
 * read. `rest` are the points of the lots that were not.
 */
type Held = { account: Account; rest: number; whole: boolean }

const sharedAccounts = Symbol('ledger accounts')

/**
 * Posts to the ledger, in the order given. The accounts are locked first, so that of two posts to one account the
 * second sees what the first has left, whichever process it comes from.
 */
export const postToLedger: Act<LedgerOrder, LedgerOutcome> = {
  name: 'ledger',
  async carry(unit, orders) {
    const held = unit.shared(sharedAccounts, () => new Map<string, Held>())
    await hold(unit, held, orders)
    const written: WrittenEntry[] = []
    const changed = new Map<string, Lot & { customerId: string }>()
    const touched = new Map<string, Held>()
    const outcomes = orders.map(({ customerId, post: it }): LedgerOutcome => {
      const before = held.get(customerId)
      if (!before) throw new Error(`account of ${customerId} is not held`)
      const outcome = post(before.account, it, { lot: newId() })
      if ('refused' in outcome) return outcome
      const after = { ...before, account: outcome.account }
      const balance = balanceOf(after)
      if (Math.abs(balance) > MAX_POINTS) return { refused: 'out-of-bounds', available: Math.max(0, balanceOf(before)) }
      held.set(customerId, after)
      touched.set(customerId, after)
      for (const entry of outcome.entries)
        written.push({ ...entry, id: newId(), effective: it.kind === 'earn' ? it.earnedAt : entry.at, customerId })
      for (const lot of outcome.changedLots) changed.set(lot.id, { ...lot, customerId })
      return { ...outcome, balance }
    })
    await write(unit, written, [...changed.values()], [...touched.values()])
    return outcomes
  },
}

/** What all lots of an account hold together, also those that were not loaded. */
function balanceOf({ account, rest }: Held): number {
  return account.lots.reduce((sum, lot) => sum + lot.remaining, rest)
}

/** Whether it can be posted to an account without the lots that are neither due nor below zero. */
function needsPart({ post: it }: LedgerOrder): boolean {
  return it.kind === 'earn' || (it.kind === 'adjust' && it.points > 0)
}

type AccountRow = { customerId: string; balance: number; debt: number }

/** Locks and loads what these orders need, in the order of the ids, so that no two wait for each other. */
async function hold(unit: Unit, held: Map<string, Held>, orders: readonly LedgerOrder[]): Promise<void> {
  const missing = [...new Set(orders.map((order) => order.customerId))].filter((id) => !held.has(id)).sort()
  for (const { customerId, balance, debt } of await lockAccounts(unit, missing))
    held.set(customerId, { account: { customer: customerId, lots: [], debt }, rest: balance, whole: false })
  // Lots below zero stand alone: whatever comes in makes them good first.
  const wanted = new Set(
    orders
      .filter((order) => !needsPart(order) || (held.get(order.customerId)?.rest ?? 0) < 0)
      .map((order) => order.customerId),
  )
  const whole = [...wanted].filter((id) => held.get(id)?.whole === false)
  const due = missing.filter((id) => !wanted.has(id))
  const refunded = orders.flatMap(({ post: it }) => (it.kind === 'refund' ? [it.purchase] : []))
  const lots = [
    ...(await loadLots(unit, 'remaining <> 0', 'customerId', whole)),
    ...(await loadLots(unit, 'remaining <> 0 AND expires <= ?', 'customerId', due, unit.now)),
    ...(await loadLots(unit, 'true', 'purchaseId', refunded)),
  ]
  for (const id of whole) {
    const it = held.get(id)
    if (it) held.set(id, { account: { ...it.account, lots: [] }, rest: 0, whole: true })
  }
  for (const row of lots) {
    const it = held.get(row.customerId)
    if (!it || it.account.lots.some((lot) => lot.id === row.id)) continue
    const account = { ...it.account, lots: [...it.account.lots, lotFrom(row)] }
    held.set(row.customerId, { ...it, account, rest: it.whole ? 0 : it.rest - row.remaining })
  }
}

async function lockAccounts(unit: Unit, ids: readonly string[]): Promise<AccountRow[]> {
  if (ids.length === 0) return []
  const { sql } = unit
  const lock = () =>
    sql.query<AccountRow>(
      `SELECT "customerId", balance, debt FROM account WHERE "customerId" ${sql.among('text')} ORDER BY "customerId"
       ${unit.dialect === 'postgresql' ? 'FOR UPDATE' : ''}`,
      ids,
    )
  const rows = await lock()
  if (rows.length === ids.length) return rows
  const known = new Set(rows.map((row) => row.customerId))
  const strangers = ids.filter((id) => !known.has(id))
  await sql.insert(
    accounts,
    strangers.map((customerId) => ({ customerId, balance: 0, debt: 0 })),
    { conflict: 'ignore' },
  )
  return lock()
}

function loadLots(
  unit: Unit,
  condition: string,
  by: 'customerId' | 'purchaseId',
  ids: readonly string[],
  ...params: Date[]
): Promise<LotRow[]> {
  if (ids.length === 0) return Promise.resolve([])
  return unit.sql.query<LotRow>(
    `SELECT ${lotColumns} FROM lot WHERE ${condition} AND "${by}" ${unit.sql.among('text')}`,
    ...params,
    ids,
  )
}

type WrittenEntry = KeptEntry & { customerId: string }

async function write(
  unit: Unit,
  written: readonly WrittenEntry[],
  changed: readonly (Lot & { customerId: string })[],
  touched: readonly Held[],
): Promise<void> {
  await unit.sql.insert(
    lots,
    changed.map((lot) => ({
      id: lot.id,
      customerId: lot.customerId,
      points: lot.points,
      remaining: lot.remaining,
      expired: lot.expired,
      purchaseId: lot.purchase ?? null,
      earned: lot.earnedAt,
      usable: lot.usableAt,
      expires: lot.expiresAt,
    })),
    { conflict: { key: ['id'], set: ['remaining', 'expired'] } },
  )
  await unit.sql.insert(
    entries,
    written.map((entry) => ({
      id: entry.id,
      customerId: entry.customerId,
      kind: entry.kind,
      points: entry.points,
      lotId: entry.lot ?? null,
      purchaseId: entry.purchase ?? null,
      reason: entry.reason ?? null,
      author: entry.author ?? null,
      at: entry.at,
      effective: entry.effective,
    })),
  )
  await unit.sql.update(
    accounts,
    touched.map((it) => ({ customerId: it.account.customer, balance: balanceOf(it), debt: it.account.debt })),
    { by: ['customerId'], set: ['balance', 'debt'] },
  )
  for (const entry of written)
    unit.trace({
      at: unit.now,
      kind: 'entry',
      entry: entry.id,
      customer: entry.customerId,
      points: entry.points,
      what: entry.kind,
    })
}

/** Account of a customer as it stands, for reading only. */
export const accountOf: Ask<string, Account> = {
  name: 'account',
  async answer(unit, ids) {
    const rows = await unit.sql.query<LotRow>(
      `SELECT ${lotColumns} FROM lot WHERE "customerId" ${unit.sql.among('text')} AND remaining <> 0`,
      ids,
    )
    const debts = await unit.sql.query<{ customerId: string; debt: number }>(
      `SELECT "customerId", debt FROM account WHERE "customerId" ${unit.sql.among('text')} AND debt <> 0`,
      ids,
    )
    const debt = new Map(debts.map((row) => [row.customerId, row.debt]))
    const found = new Map<string, Lot[]>()
    for (const row of rows) {
      const list = found.get(row.customerId)
      if (list) list.push(lotFrom(row))
      else found.set(row.customerId, [lotFrom(row)])
    }
    return ids.map((customer) => ({ customer, lots: found.get(customer) ?? [], debt: debt.get(customer) ?? 0 }))
  },
}

/** Some lines of a customer's ledger, the newest first: `most` of them after skipping `skip`. */
export type Page = { customerId: string; skip: number; most: number }

type EntryRow = {
  nth: number
  id: string
  kind: EntryKind
  points: number
  lotId: string | null
  purchaseId: string | null
  reason: string | null
  author: string | null
  at: Date
  effective: Date
}
const owners = records({ customerId: 'text' })

export const entriesOf: Ask<Page, KeptEntry[]> = {
  name: 'entries',
  key: ({ customerId, skip, most }) => `${customerId} ${skip} ${most}`,
  async answer(unit, wanted) {
    const found = wanted.map((): KeptEntry[] => [])
    // LIMIT takes no column, so pages of one size and place are read together: mostly all of them.
    const groups = Map.groupBy(wanted.keys(), (nth) => `${wanted[nth]?.skip} ${wanted[nth]?.most}`)
    for (const group of groups.values()) {
      const pages = group.flatMap((nth) => wanted[nth] ?? [])
      const rows = await unit.sql.query<EntryRow>(
        `SELECT given.nth, e.id, e.kind, e.points, e."lotId", e."purchaseId", e.reason, e.author, e.at, e.effective
         FROM ${owners.in(unit.dialect)} AS given JOIN entry e ON e.id IN (
           SELECT id FROM entry WHERE "customerId" = given."customerId" ORDER BY id DESC LIMIT ? OFFSET ?)
         ORDER BY e.id DESC`,
        owners.param(pages, unit.dialect),
        pages[0]?.most ?? 0,
        pages[0]?.skip ?? 0,
      )
      for (const row of rows) found[group[row.nth] ?? -1]?.push(entryFrom(row))
    }
    return found
  },
}

function entryFrom({ nth: _nth, lotId, purchaseId, reason, author, ...rest }: EntryRow): KeptEntry {
  return {
    ...rest,
    ...(lotId === null ? {} : { lot: lotId }),
    ...(purchaseId === null ? {} : { purchase: purchaseId }),
    ...(reason === null ? {} : { reason }),
    ...(author === null ? {} : { author }),
  }
}
