import { expect } from 'vitest'
import type { Database } from '../../src/database/database.ts'

type Account = { customerId: string; balance: number; debt: number; movedTo: string | null }
type Entry = { id: string; customerId: string; kind: string; points: number; lotId: string | null }
type Lot = { id: string; customerId: string; remaining: number }

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

/** The books of all customers, checked: entries, lots and accounts add up, for each customer and each lot. */
export async function books(database: Database) {
  const accounts = await database.query<Account>(
    'SELECT "customerId", balance, debt, "movedTo" FROM account ORDER BY "customerId"',
  )
  const entries = await database.query<Entry>('SELECT id, "customerId", kind, points, "lotId" FROM entry ORDER BY id')
  const lots = await database.query<Lot>('SELECT id, "customerId", remaining FROM lot ORDER BY id')
  for (const { customerId, balance, debt, movedTo } of accounts) {
    const own = entries.filter((entry) => entry.customerId === customerId)
    expect(sum(own.map((entry) => entry.points))).toBe(balance)
    expect(sum(lots.filter((lot) => lot.customerId === customerId).map((lot) => lot.remaining))).toBe(balance)
    expect(sum(own.filter(({ kind }) => kind === 'owe' || kind === 'repay').map((entry) => entry.points))).toBe(debt)
    expect(debt).toBeGreaterThanOrEqual(0)
    if (movedTo !== null) expect([balance, debt, own.length]).toEqual([0, 0, 0])
  }
  for (const { id, customerId, remaining } of lots) {
    const of = entries.filter((entry) => entry.lotId === id)
    expect(sum(of.map((entry) => entry.points))).toBe(remaining)
    expect(new Set(of.map((entry) => entry.customerId))).toEqual(new Set(of.length > 0 ? [customerId] : []))
  }
  return { accounts, entries: entries.map(({ customerId: _, ...entry }) => entry), lots }
}
