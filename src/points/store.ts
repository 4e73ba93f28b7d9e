import { v7 as newId } from 'uuid'
import { records } from '../database/records.ts'
import { table } from '../database/table.ts'
import type { Act, Ask, Unit } from '../engine/unit.ts'
import {
  type Account,
  type Entry,
  type EntryKind,
  type Lot,
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

const sharedAccounts = Symbol('ledger accounts')

/**
 * Posts to the ledger, in the order given. The accounts are locked first, so that of two posts to one account the
 * second sees what the first has left, whichever process it comes from.
 */
export const postToLedger: Act<LedgerOrder, LedgerOutcome> = {
  name: 'ledger',
  async carry(unit, orders) {
    const held = unit.shared(sharedAccounts, () => new Map<string, Account>())
    await lock(unit, held, orders)
    const written: (KeptEntry & { customerId: string })[] = []
    const changed = new Map<string, Lot & { customerId: string }>()
    const touched = new Set<string>()
    const outcomes = orders.map(({ customerId, post: it }): LedgerOutcome => {
      const account = held.get(customerId)
      if (!account) throw new Error(`account of ${customerId} is not held`)
      const outcome = post(account, it, { lot: newId() })
      if ('refused' in outcome) return outcome
      held.set(customerId, outcome.account)
      touched.add(customerId)
      for (const entry of outcome.entries)
        written.push({ ...entry, id: newId(), effective: it.kind === 'earn' ? it.earnedAt : entry.at, customerId })
      for (const lot of outcome.changedLots) changed.set(lot.id, { ...lot, customerId })
      return { ...outcome, balance: balanceOf(outcome.account) }
    })
    await write(
      unit,
      written,
      [...changed.values()],
      [...touched].map((id) => held.get(id) as Account),
    )
    return outcomes
  },
}

/** What all lots of an account hold together. */
function balanceOf(account: Account): number {
  return account.lots.reduce((sum, lot) => sum + lot.remaining, 0)
}

async function lock(unit: Unit, held: Map<string, Account>, orders: readonly LedgerOrder[]): Promise<void> {
  const { sql } = unit
  const missing = [...new Set(orders.map((order) => order.customerId))].filter((id) => !held.has(id)).sort()
  if (missing.length > 0) {
    const select = `SELECT "customerId", debt FROM account WHERE "customerId" ${sql.among('text')} ORDER BY "customerId"`
    const hold = () =>
      sql.query<{ customerId: string; debt: number }>(
        unit.dialect === 'postgresql' ? `${select} FOR UPDATE` : select,
        missing,
      )
    let rows = await hold()
    if (rows.length < missing.length) {
      const known = new Set(rows.map((row) => row.customerId))
      const unknown = missing.filter((id) => !known.has(id))
      await sql.insert(
        accounts,
        unknown.map((customerId) => ({ customerId, balance: 0, debt: 0 })),
        { conflict: 'ignore' },
      )
      rows = await hold()
    }
    for (const row of rows) held.set(row.customerId, { customer: row.customerId, lots: [], debt: row.debt })
  }
  const refunded = orders.flatMap(({ post: it }) => (it.kind === 'refund' ? [it.purchase] : []))
  if (missing.length === 0 && refunded.length === 0) return
  const rows = await sql.query<LotRow>(
    `SELECT ${lotColumns} FROM lot WHERE "customerId" ${sql.among('text')} AND remaining <> 0
     ${refunded.length > 0 ? `UNION SELECT ${lotColumns} FROM lot WHERE "purchaseId" ${sql.among('text')}` : ''}`,
    missing,
    ...(refunded.length > 0 ? [refunded] : []),
  )
  for (const row of rows) {
    const account = held.get(row.customerId)
    if (account && !account.lots.some((lot) => lot.id === row.id))
      held.set(row.customerId, { ...account, lots: [...account.lots, lotFrom(row)] })
  }
}

async function write(
  unit: Unit,
  written: readonly (KeptEntry & { customerId: string })[],
  changed: readonly (Lot & { customerId: string })[],
  touched: readonly Account[],
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
    touched.map((account) => ({ customerId: account.customer, balance: balanceOf(account), debt: account.debt })),
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
