import { v7 as newId } from 'uuid'
import type { Act, Unit } from '../engine/unit.ts'
import { type Account, type Lot, MAX_POINTS, type Post, type Posted, post, type Refused } from './rules.ts'
import { accounts, entries, type KeptEntry, type LotRow, lotColumns, lotFrom, lots } from './store.ts'

/**
 * An order to the ledger. `ownerId` is the customer with whom what is written comes, and goes should he be parted from those
 * he was linked with; the customer himself when nothing is said.
 */
export type LedgerOrder = { customerId: string; ownerId?: string; post: Post }

/** What came of it; `balance` is the sum of the lots right after, `customerId` whose account it went to. */
export type LedgerOutcome = (Posted & { balance: number; customerId: string }) | Refused

/**
 * An account as far as it was loaded: earning touches only what is due, so of a customer of many years nothing else is
 * read. `rest` are the points of the lots that were not.
 */
type Held = { account: Account; rest: number; whole: boolean }

/** By customer; `moved` names the one that a customer has become part of: what is posted to him goes there. */
type Accounts = { held: Map<string, Held>; moved: Map<string, string> }

const sharedAccounts = Symbol('ledger accounts')
const accountsIn = (unit: Unit): Accounts =>
  unit.shared(sharedAccounts, () => ({ held: new Map<string, Held>(), moved: new Map<string, string>() }))

/** What was read of the accounts in this unit is no longer so. */
export function forgetAccounts(unit: Unit): void {
  const { held, moved } = accountsIn(unit)
  held.clear()
  moved.clear()
}

/**
 * Posts to the ledger, in the order given. The accounts are locked first, so that of two posts to one account the
 * second sees what the first has left, whichever process it comes from.
 */
export const postToLedger: Act<LedgerOrder, LedgerOutcome> = {
  name: 'ledger',
  async carry(unit, given) {
    const { held } = accountsIn(unit)
    const { orders, due } = await follow(unit, given)
    await load(unit, held, orders, due)
    const written: WrittenEntry[] = []
    const changed = new Map<string, WrittenLot>()
    const touched = new Map<string, Held>()
    const outcomes = orders.map(({ customerId, ownerId = customerId, post: it }): LedgerOutcome => {
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
        written.push({
          ...entry,
          id: newId(),
          effective: it.kind === 'earn' ? it.earnedAt : entry.at,
          customerId,
          ownerId,
        })
      for (const lot of outcome.changedLots)
        changed.set(lot.id, { ...lot, customerId, ownerId: changed.get(lot.id)?.ownerId ?? ownerId })
      return { ...outcome, balance, customerId }
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

/** `due`: whether it holds points whose time has run out. */
type AccountRow = { customerId: string; balance: number; debt: number; movedTo: string | null; due: boolean }

/**
 * Locks the accounts of these orders, and gives the orders to those that their customers have become part of. `due`
 * are those that were not held before and hold points whose time has run out.
 */
async function follow(unit: Unit, orders: readonly LedgerOrder[]): Promise<{ orders: LedgerOrder[]; due: string[] }> {
  const { held, moved } = accountsIn(unit)
  const due: string[] = []
  const present = (id: string): string => {
    const next = moved.get(id)
    return next === undefined ? id : present(next)
  }
  const known = (id: string) => held.has(id) || moved.has(id)
  let missing = [...new Set(orders.map((order) => order.customerId))].filter((id) => !known(id))
  while (missing.length > 0) {
    const rows = await lockAccounts(unit, missing)
    for (const { customerId, balance, debt, movedTo, ...row } of rows) {
      if (movedTo !== null) {
        moved.set(customerId, movedTo)
        continue
      }
      held.set(customerId, { account: { customer: customerId, lots: [], debt }, rest: balance, whole: false })
      if (row.due) due.push(customerId)
    }
    missing = [...new Set(rows.flatMap((row) => row.movedTo ?? []))].filter((id) => !known(id))
  }
  return { orders: orders.map((order) => ({ ...order, customerId: present(order.customerId) })), due }
}

/** Loads what these orders need of the accounts, which are locked. */
async function load(
  unit: Unit,
  held: Map<string, Held>,
  orders: readonly LedgerOrder[],
  due: readonly string[],
): Promise<void> {
  // Lots below zero stand alone: whatever comes in makes them good first.
  const wanted = new Set(
    orders
      .filter((order) => !needsPart(order) || (held.get(order.customerId)?.rest ?? 0) < 0)
      .map((order) => order.customerId),
  )
  const whole = [...wanted].filter((id) => held.get(id)?.whole === false)
  const part = due.filter((id) => !wanted.has(id))
  const refunded = orders.flatMap(({ post: it }) => (it.kind === 'refund' ? [it.purchase] : []))
  const lots = [
    ...(await loadLots(unit, 'remaining <> 0', 'customerId', whole)),
    ...(await loadLots(unit, 'remaining <> 0 AND expires <= ?', 'customerId', part, unit.now)),
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

/** Locks the accounts of these customers, in one order everywhere, and makes those that are not there yet. */
export async function lockAccounts(unit: Unit, customerIds: readonly string[]): Promise<AccountRow[]> {
  if (customerIds.length === 0) return []
  const ids = [...customerIds].sort()
  const { sql } = unit
  const lock = () =>
    sql.query<AccountRow>(
      `SELECT "customerId", balance, debt, "movedTo", EXISTS (SELECT 1 FROM lot WHERE
         lot."customerId" = account."customerId" AND remaining <> 0 AND expires <= ?) AS "due::boolean"
       FROM account WHERE "customerId" ${sql.among('text')} ORDER BY "customerId"
       ${unit.dialect === 'postgresql' ? 'FOR UPDATE' : ''}`,
      unit.now,
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

type Owned = { customerId: string; ownerId: string }
type WrittenEntry = KeptEntry & Owned
/** Whom a lot came with is written when it is new, and stays. */
type WrittenLot = Lot & Owned

async function write(
  unit: Unit,
  written: readonly WrittenEntry[],
  changed: readonly WrittenLot[],
  touched: readonly Held[],
): Promise<void> {
  await unit.sql.insert(
    lots,
    changed.map((lot) => ({
      id: lot.id,
      customerId: lot.customerId,
      ownerId: lot.ownerId,
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
      ownerId: entry.ownerId,
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
