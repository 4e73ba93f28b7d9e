import { records } from '../database/records.ts'
import { table } from '../database/table.ts'
import type { Ask } from '../engine/unit.ts'
import type { Account, Entry, EntryKind, Lot } from './rules.ts'

/**
 * A line of the ledger as it is kept. `at` is when it was written; `effective` when that happened which it is about:
 * a purchase may be told days later.
 */
export type KeptEntry = Entry & { id: string; effective: Date }

export const lots = table('lot', {
  id: 'text',
  customerId: 'text',
  ownerId: 'text',
  points: 'integer',
  remaining: 'integer',
  expired: 'integer',
  purchaseId: 'text?',
  earned: 'timestamp',
  usable: 'timestamp',
  expires: 'timestamp?',
})
export const entries = table('entry', {
  id: 'text',
  customerId: 'text',
  ownerId: 'text',
  kind: 'text',
  points: 'integer',
  lotId: 'text?',
  purchaseId: 'text?',
  reason: 'text?',
  author: 'text?',
  at: 'timestamp',
  effective: 'timestamp',
})
export const accounts = table('account', { customerId: 'text', balance: 'integer', debt: 'integer' })

export type LotRow = {
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
export const lotColumns = `id, "customerId", points, remaining, expired, "purchaseId", earned, usable, expires`

export function lotFrom(row: LotRow): Lot {
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
