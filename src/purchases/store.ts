import { v7 as newId } from 'uuid'
import { records } from '../database/records.ts'
import { table } from '../database/table.ts'
import type { Act, Unit } from '../engine/unit.ts'
import { type Earned, refundPoints } from '../points/rules.ts'
import { postToLedger } from '../points/store.ts'
import type { DebtPolicy } from '../program/program.ts'

/** Names a sale: the shop's own id of it, and the till or system that gave it. */
export type SaleName = { source: string; reference: string }

/** A sale, worked out by the program. `amount` is in minor units; `digest` tells a repeat from a contradiction. */
export type Sale = SaleName & {
  customerId: string
  amount: number
  currency: string
  at: Date
  items: string | null
  digest: string
  earned: Earned
}

/** A sale as it is kept. `balance` is that right after it. */
export type Purchase = SaleName & {
  id: string
  customerId: string
  amount: number
  currency: string
  at: Date
  points: number
  balance: number
  refunded: number
  digest: string
}

export type SaleOutcome =
  | { kind: 'recorded' | 'repeated'; purchase: Purchase }
  | { kind: 'contradicted' }
  | { kind: 'refused'; why: string }

const purchases = table('purchase', {
  id: 'text',
  source: 'text',
  reference: 'text',
  customerId: 'text',
  amount: 'bigint',
  currency: 'text',
  at: 'timestamp',
  items: 'text?',
  points: 'integer',
  balance: 'integer',
  digest: 'text',
  created: 'timestamp',
})
const refunds = table('refund', {
  id: 'text',
  purchaseId: 'text',
  reference: 'text',
  amount: 'bigint',
  points: 'integer',
  balance: 'integer',
  created: 'timestamp',
})
const refunded = records({ id: 'text', refunded: 'bigint' })
const names = records({ source: 'text', reference: 'text' })
const nameOf = ({ source, reference }: SaleName) => `${source}\n${reference}`

async function findPurchases(unit: Unit, wanted: readonly SaleName[], lock: boolean): Promise<Map<string, Purchase>> {
  const rows = await unit.sql.query<Purchase>(
    `SELECT p.id, p.source, p.reference, p."customerId", p.amount, p.currency, p.at, p.points, p.balance, p.refunded, p.digest
     FROM ${names.in(unit.dialect)} AS given
     JOIN purchase p ON p.source = given.source AND p.reference = given.reference
     ${lock && unit.dialect === 'postgresql' ? 'ORDER BY p.id FOR UPDATE OF p' : ''}`,
    names.param(
      wanted.map(({ source, reference }) => ({ source, reference })),
      unit.dialect,
    ),
  )
  return new Map(rows.map((row) => [nameOf(row), row]))
}

/** Records sales, each once, with the points it earns. */
export const recordSale: Act<Sale, SaleOutcome> = {
  name: 'sale',
  async carry(unit, sales) {
    const firsts = new Map<string, Sale & { id: string }>()
    for (const sale of sales) if (!firsts.has(nameOf(sale))) firsts.set(nameOf(sale), { ...sale, id: newId() })
    const stored = await unit.sql.insert(
      purchases,
      [...firsts.values()].map(({ earned, ...sale }) => ({ ...sale, points: earned.points, balance: 0, created: unit.now })),
      { conflict: 'ignore', returning: ['id'] },
    )
    const mine = new Set(stored.map((row) => row.id))
    const fresh = [...firsts.values()].filter((sale) => mine.has(sale.id))
    const outcomes = new Map<string, SaleOutcome>()
    for (const [sale, outcome] of await earn(unit, fresh)) outcomes.set(nameOf(sale), outcome)
    const old = [...firsts.values()].filter((sale) => !mine.has(sale.id))
    if (old.length > 0)
      for (const [name, purchase] of await findPurchases(unit, old, false)) outcomes.set(name, { kind: 'repeated', purchase })
    return sales.map((sale) => {
      const outcome = outcomes.get(nameOf(sale))
      if (!outcome) throw new Error(`no outcome for a sale of ${sale.source}`)
      if (outcome.kind !== 'recorded' && outcome.kind !== 'repeated') return outcome
      if (outcome.purchase.digest !== sale.digest) return { kind: 'contradicted' }
      outcomes.set(nameOf(sale), { kind: 'repeated', purchase: outcome.purchase })
      return outcome
    })
  },
}

async function earn(unit: Unit, sales: readonly (Sale & { id: string })[]): Promise<[Sale, SaleOutcome][]> {
  const posted = await Promise.all(
    sales.map(async (sale): Promise<[Sale & { id: string }, SaleOutcome]> => {
      const { points, usableAt, expiresAt } = sale.earned
      const outcome = await unit.act(postToLedger, {
        customerId: sale.customerId,
        post: { kind: 'earn', at: unit.now, points, purchase: sale.id, earnedAt: sale.at, usableAt, expiresAt },
      })
      if ('refused' in outcome) return [sale, { kind: 'refused', why: outcome.refused }]
      const { earned: _earned, items: _items, ...rest } = sale
      return [sale, { kind: 'recorded', purchase: { ...rest, points, balance: outcome.balance, refunded: 0 } }]
    }),
  )
  const kept = posted.flatMap(([, outcome]) => (outcome.kind === 'recorded' ? [outcome.purchase] : []))
  await unit.sql.update(purchases, kept, { by: ['id'], set: ['balance'] })
  const refused = posted.flatMap(([sale, outcome]) => (outcome.kind === 'refused' ? [sale.id] : []))
  if (refused.length > 0) await unit.sql.execute(`DELETE FROM purchase WHERE id ${unit.sql.among('text')}`, refused)
  return posted
}

/** Money given back for a sale; `reference` is the shop's own id of the refund, `amount` in minor units. */
export type RefundOrder = { sale: SaleName; reference: string; amount: number; debtPolicy: DebtPolicy }

export type Refund = { reference: string; amount: number; points: number; balance: number; customerId: string }

export type RefundOutcome =
  | { kind: 'recorded' | 'repeated'; refund: Refund }
  | { kind: 'contradicted' }
  | { kind: 'unknown-purchase' }
  | { kind: 'over-refund'; left: number }

/** Records refunds, each once, and takes back exactly what they had earned. */
export const recordRefund: Act<RefundOrder, RefundOutcome> = {
  name: 'refund',
  async carry(unit, orders) {
    const found = await findPurchases(unit, orders.map((order) => order.sale), true)
    const known = await findRefunds(unit, [...found.values()])
    const fresh: { id: string; purchaseId: string; refund: Refund }[] = []
    const outcomes: RefundOutcome[] = []
    for (const { sale, reference, amount, debtPolicy } of orders) {
      const purchase = found.get(nameOf(sale))
      if (!purchase) {
        outcomes.push({ kind: 'unknown-purchase' })
        continue
      }
      const earlier = known.get(`${purchase.id}\n${reference}`)
      if (earlier) {
        outcomes.push(earlier.amount === amount ? { kind: 'repeated', refund: earlier } : { kind: 'contradicted' })
        continue
      }
      const back = refundPoints({ earned: purchase.points, amount: purchase.amount, refundedBefore: purchase.refunded, refund: amount })
      if ('refused' in back) {
        outcomes.push({ kind: 'over-refund', left: back.refundable })
        continue
      }
      const { customerId } = purchase
      const posted = await unit.act(postToLedger, {
        customerId,
        post: { kind: 'refund', at: unit.now, purchase: purchase.id, points: back.points, debtPolicy },
      })
      if ('refused' in posted) throw new Error(`ledger refused a refund: ${posted.refused}`)
      const refund = { reference, amount, points: back.points, balance: posted.balance, customerId }
      found.set(nameOf(sale), { ...purchase, refunded: purchase.refunded + amount })
      known.set(`${purchase.id}\n${reference}`, refund)
      fresh.push({ id: newId(), purchaseId: purchase.id, refund })
      outcomes.push({ kind: 'recorded', refund })
    }
    await unit.sql.insert(
      refunds,
      fresh.map(({ id, purchaseId, refund: { reference, amount, points, balance } }) => ({
        ...{ id, purchaseId, reference, amount, points, balance },
        created: unit.now,
      })),
    )
    const changed = [...found.values()].filter((purchase) => fresh.some(({ purchaseId }) => purchaseId === purchase.id))
    if (changed.length > 0)
      await unit.sql.execute(
        `UPDATE purchase SET refunded = given.refunded FROM ${refunded.in(unit.dialect)} AS given WHERE purchase.id = given.id`,
        refunded.param(changed, unit.dialect),
      )
    return outcomes
  },
}

async function findRefunds(unit: Unit, of: readonly Purchase[]): Promise<Map<string, Refund>> {
  if (of.length === 0) return new Map()
  const customers = new Map(of.map((purchase) => [purchase.id, purchase.customerId]))
  const rows = await unit.sql.query<Omit<Refund, 'customerId'> & { purchaseId: string }>(
    `SELECT "purchaseId", reference, amount, points, balance FROM refund WHERE "purchaseId" ${unit.sql.among('text')}`,
    of.map((purchase) => purchase.id),
  )
  return new Map(
    rows.map(({ purchaseId, ...row }) => [
      `${purchaseId}\n${row.reference}`,
      { ...row, customerId: customers.get(purchaseId) ?? '' },
    ]),
  )
}

/** A sale by our own id. */
export async function purchaseById(unit: Unit, id: string): Promise<Purchase | undefined> {
  const rows = await unit.sql.query<Purchase>(
    `SELECT id, source, reference, "customerId", amount, currency, at, points, balance, refunded, digest FROM purchase WHERE id = ?`,
    id,
  )
  return rows[0]
}
