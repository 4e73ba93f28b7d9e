import { v7 as newId } from 'uuid'
import { records } from '../database/records.ts'
import { table } from '../database/table.ts'
import type { Act, Unit } from '../engine/unit.ts'
import { postToLedger } from '../points/exports.ts'
import { type Earned, refundPoints } from '../points/rules.ts'
import type { DebtPolicy } from '../program/program.ts'

/** Names a sale: the shop's own id of it, and the till or system that gave it. */
export type SaleName = { source: string; reference: string }

/** A sale, worked out by the program. `amount` is in minor units; `digest` and customer tell a repeat from a contradiction. */
export type Sale = SaleName & {
  customerId: string
  amount: number
  currency: string
  at: Date
  items: string | null
  code: string | null
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
  ownerId: 'text',
  amount: 'bigint',
  currency: 'text',
  at: 'timestamp',
  items: 'text?',
  code: 'text?',
  points: 'integer',
  balance: 'integer',
  refunded: 'bigint',
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
    const called = sales.map(nameOf)
    const firsts = new Map<string, Sale & { id: string }>()
    sales.forEach((sale, nth) => {
      const name = called[nth] ?? ''
      if (!firsts.has(name)) firsts.set(name, { ...sale, id: newId() })
    })
    // In one order everywhere: two processes that store the same sales would else wait for each other.
    const inOrder = [...firsts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sale]) => sale)
    const stored = await unit.sql.insert(
      purchases,
      inOrder.map(({ earned, ...sale }) => ({
        ...sale,
        ownerId: sale.customerId,
        points: earned.points,
        balance: 0,
        refunded: 0,
        created: unit.now,
      })),
      { conflict: 'ignore', returning: ['id'] },
    )
    const mine = new Set(stored.map((row) => row.id))
    const fresh = [...firsts].filter(([, sale]) => mine.has(sale.id))
    const outcomes = await earn(unit, fresh)
    const old = [...firsts.values()].filter((sale) => !mine.has(sale.id))
    if (old.length > 0)
      for (const [name, purchase] of await findPurchases(unit, old, false))
        outcomes.set(name, { kind: 'repeated', purchase })
    return sales.map((sale, nth) => {
      const name = called[nth] ?? ''
      const outcome = outcomes.get(name)
      if (!outcome) throw new Error(`no outcome for a sale of ${sale.source}`)
      if (outcome.kind !== 'recorded' && outcome.kind !== 'repeated') return outcome
      const { digest, customerId } = outcome.purchase
      if (digest !== sale.digest || (customerId !== sale.customerId && outcome.kind === 'repeated'))
        return { kind: 'contradicted' }
      outcomes.set(name, { kind: 'repeated', purchase: outcome.purchase })
      return outcome
    })
  },
}

type Named = [name: string, sale: Sale & { id: string }]

/** Posts what these sales earned; those that the ledger refuses are taken out again. */
async function earn(unit: Unit, sales: readonly Named[]): Promise<Map<string, SaleOutcome>> {
  const outcomes = new Map<string, SaleOutcome>()
  const kept: Purchase[] = []
  const refused: string[] = []
  await Promise.all(
    sales.map(async ([name, { earned, items: _items, code: _code, ...sale }]) => {
      const { points, usableAt, expiresAt } = earned
      const outcome = await unit.act(postToLedger, {
        customerId: sale.customerId,
        // Its points go wherever the purchase goes, also when it was told of somebody who is part of another by now.
        ownerId: sale.customerId,
        post: { kind: 'earn', at: unit.now, points, purchase: sale.id, earnedAt: sale.at, usableAt, expiresAt },
      })
      if ('refused' in outcome) {
        outcomes.set(name, { kind: 'refused', why: outcome.refused })
        refused.push(sale.id)
        return
      }
      const { balance, customerId } = outcome
      const purchase = { ...sale, customerId, points, balance, refunded: 0 }
      outcomes.set(name, { kind: 'recorded', purchase })
      kept.push(purchase)
    }),
  )
  const given = new Map(sales.map(([, sale]) => [sale.id, sale.customerId]))
  const moved = kept.filter((purchase) => purchase.customerId !== given.get(purchase.id))
  await unit.sql.update(purchases, kept, { by: ['id'], set: ['balance'] })
  await unit.sql.update(purchases, moved, { by: ['id'], set: ['customerId'] })
  if (refused.length > 0) await unit.sql.execute(`DELETE FROM purchase WHERE id ${unit.sql.among('text')}`, refused)
  return outcomes
}

/** Money given back for a sale; `reference` is the shop's own id of the refund, `amount` in minor units of `currency`. */
export type RefundOrder = {
  sale: SaleName
  reference: string
  amount: number
  currency: string
  debtPolicy: DebtPolicy
}

/** `points` are those taken back, `balance` that right after. */
export type Refund = {
  reference: string
  purchaseId: string
  customerId: string
  amount: number
  points: number
  balance: number
}

/** `left` is what could be refunded, in minor units. */
export type RefundOutcome =
  | { kind: 'recorded' | 'repeated'; refund: Refund }
  | { kind: 'contradicted' }
  | { kind: 'unknown-purchase' }
  | { kind: 'other-currency' }
  | { kind: 'over-refund'; left: number }

/** Records refunds, each once, and takes back exactly what they had earned. */
export const recordRefund: Act<RefundOrder, RefundOutcome> = {
  name: 'refund',
  async carry(unit, orders) {
    const found = await findPurchases(
      unit,
      orders.map((order) => order.sale),
      true,
    )
    const known = await findRefunds(unit, [...found.values()])
    const outcomes = await Promise.all(
      orders.map(async (order): Promise<RefundOutcome> => {
        const purchase = found.get(nameOf(order.sale))
        if (!purchase) return { kind: 'unknown-purchase' }
        const name = `${purchase.id}\n${order.reference}`
        const earlier = known.get(name)
        if (earlier) return repeated(order, await earlier)
        const { amount } = order
        if (purchase.currency !== order.currency) return { kind: 'other-currency' }
        const { points: earned, amount: paid, refunded: refundedBefore } = purchase
        const back = refundPoints({ earned, amount: paid, refundedBefore, refund: amount })
        if ('refused' in back) return { kind: 'over-refund', left: back.refundable }
        // Set down before anything is waited for, so that the next of the same purchase sees it.
        found.set(nameOf(order.sale), { ...purchase, refunded: refundedBefore + amount })
        const refund = takeBack(unit, purchase, order, back.points)
        known.set(name, refund)
        return { kind: 'recorded', refund: await refund }
      }),
    )
    await writeRefunds(
      unit,
      outcomes.flatMap((outcome) => (outcome.kind === 'recorded' ? [outcome.refund] : [])),
      [...found.values()],
    )
    return outcomes
  },
}

function repeated(order: RefundOrder, earlier: Refund): RefundOutcome {
  return earlier.amount === order.amount ? { kind: 'repeated', refund: earlier } : { kind: 'contradicted' }
}

async function takeBack(unit: Unit, purchase: Purchase, order: RefundOrder, points: number): Promise<Refund> {
  const { id: purchaseId, customerId } = purchase
  const posted = await unit.act(postToLedger, {
    customerId,
    post: { kind: 'refund', at: unit.now, purchase: purchaseId, points, debtPolicy: order.debtPolicy },
  })
  if ('refused' in posted) throw new Error(`ledger refused a refund: ${posted.refused}`)
  return { reference: order.reference, purchaseId, customerId, amount: order.amount, points, balance: posted.balance }
}

async function writeRefunds(unit: Unit, fresh: readonly Refund[], touched: readonly Purchase[]): Promise<void> {
  await unit.sql.insert(
    refunds,
    fresh.map(({ purchaseId, reference, amount, points, balance }) => ({
      ...{ id: newId(), purchaseId, reference, amount, points, balance },
      created: unit.now,
    })),
  )
  const changed = new Set(fresh.map(({ purchaseId }) => purchaseId))
  await unit.sql.update(
    purchases,
    touched.filter(({ id }) => changed.has(id)),
    { by: ['id'], set: ['refunded'] },
  )
}

async function findRefunds(unit: Unit, of: readonly Purchase[]): Promise<Map<string, Refund | Promise<Refund>>> {
  if (of.length === 0) return new Map()
  const customers = new Map(of.map((purchase) => [purchase.id, purchase.customerId]))
  const rows = await unit.sql.query<Omit<Refund, 'customerId'>>(
    `SELECT "purchaseId", reference, amount, points, balance FROM refund WHERE "purchaseId" ${unit.sql.among('text')}`,
    of.map((purchase) => purchase.id),
  )
  return new Map(
    rows.map((row) => [
      `${row.purchaseId}\n${row.reference}`,
      { ...row, customerId: customers.get(row.purchaseId) ?? '' },
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
