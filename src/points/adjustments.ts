import { hash } from 'node:crypto'
import { table } from '../database/table.ts'
import type { Act, Unit } from '../engine/unit.ts'
import type { DebtPolicy } from '../program/program.ts'
import { postToLedger } from './posting.ts'
import type { Refused } from './rules.ts'

/** A correction by hand. `reference` is the id that the caller gave it, `author` who answers for it. */
export type AdjustmentOrder = {
  reference: string
  customerId: string
  /** Above zero to give, below zero to take. */
  points: number
  reason: string
  author: string
  /** When points that are given run out. */
  expiresAt: Date | null
  /** From when they count; at once when nothing is said. */
  usableAt?: Date | undefined
  /** What becomes of taking more than there is; refused when nothing is said. */
  debtPolicy?: DebtPolicy
}

/** A correction as it is kept. `balance` is that right after it. */
export type Adjustment = {
  reference: string
  customerId: string
  points: number
  balance: number
  digest: string
  created: Date
}

export type AdjustmentOutcome =
  | { kind: 'recorded' | 'repeated'; adjustment: Adjustment }
  | { kind: 'contradicted' }
  | ({ kind: 'refused' } & Refused)

const adjustments = table('adjustment', {
  reference: 'text',
  customerId: 'text',
  ownerId: 'text',
  points: 'integer',
  balance: 'integer',
  digest: 'text',
  created: 'timestamp',
})

type Fresh = { order: AdjustmentOrder; adjustment: Adjustment }

/** Records corrections, each once. One that is refused leaves nothing behind, and may be sent again. */
export const recordAdjustment: Act<AdjustmentOrder, AdjustmentOutcome> = {
  name: 'adjustment',
  async carry(unit, orders) {
    const firsts = new Map<string, Fresh>()
    for (const order of orders)
      if (!firsts.has(order.reference)) firsts.set(order.reference, { order, adjustment: draftOf(order, unit.now) })
    // In one order everywhere: two processes that store the same ones would else wait for each other.
    const inOrder = [...firsts.values()].sort((a, b) => (a.order.reference < b.order.reference ? -1 : 1))
    const stored = await unit.sql.insert(
      adjustments,
      inOrder.map(({ adjustment }) => ({ ...adjustment, ownerId: adjustment.customerId })),
      { conflict: 'ignore', returning: ['reference'] },
    )
    const mine = new Set(stored.map((row) => row.reference))
    const fresh = [...firsts.values()].filter(({ order }) => mine.has(order.reference))
    const outcomes = await post(unit, fresh)
    const old = [...firsts.keys()].filter((reference) => !mine.has(reference))
    for (const adjustment of await find(unit, old)) outcomes.set(adjustment.reference, { kind: 'repeated', adjustment })
    return orders.map((order) => {
      const outcome = outcomes.get(order.reference)
      if (!outcome) throw new Error('no outcome for an adjustment')
      if (firsts.get(order.reference)?.order === order && outcome.kind === 'recorded') return outcome
      return answer(order, outcome)
    })
  },
}

function draftOf({ reference, customerId, points, reason }: AdjustmentOrder, created: Date): Adjustment {
  const digest = hash('sha256', JSON.stringify([points, reason]))
  return { reference, customerId, points, balance: 0, digest, created }
}

/** The outcome of the first of that name, for one who says the same or something else. */
function answer(order: AdjustmentOrder, outcome: AdjustmentOutcome): AdjustmentOutcome {
  if (outcome.kind !== 'recorded' && outcome.kind !== 'repeated') return outcome
  const { adjustment } = outcome
  const { digest } = draftOf(order, adjustment.created)
  return digest === adjustment.digest && order.customerId === adjustment.customerId
    ? { kind: 'repeated', adjustment }
    : { kind: 'contradicted' }
}

async function post(unit: Unit, fresh: readonly Fresh[]): Promise<Map<string, AdjustmentOutcome>> {
  const posted = await Promise.all(
    fresh.map(async ({ order, adjustment }): Promise<[string, AdjustmentOutcome]> => {
      const { customerId, points, reason, author, expiresAt, usableAt, debtPolicy } = order
      const outcome = await unit.act(postToLedger, {
        customerId,
        post: {
          ...{ kind: 'adjust', at: unit.now, points, reason, author, expiresAt },
          ...(usableAt && { usableAt }),
          ...(debtPolicy && { debtPolicy }),
        },
      })
      if ('refused' in outcome) return [order.reference, { kind: 'refused', ...outcome }]
      return [
        order.reference,
        { kind: 'recorded', adjustment: { ...adjustment, balance: outcome.balance, customerId: outcome.customerId } },
      ]
    }),
  )
  const kept = posted.flatMap(([, outcome]) => (outcome.kind === 'recorded' ? [outcome.adjustment] : []))
  await unit.sql.update(adjustments, kept, { by: ['reference'], set: ['balance', 'customerId'] })
  const refused = posted.flatMap(([reference, outcome]) => (outcome.kind === 'refused' ? [reference] : []))
  if (refused.length > 0)
    await unit.sql.execute(`DELETE FROM adjustment WHERE reference ${unit.sql.among('text')}`, refused)
  return new Map(posted)
}

async function find(unit: Unit, references: readonly string[]): Promise<Adjustment[]> {
  if (references.length === 0) return []
  return unit.sql.query<Adjustment>(
    `SELECT reference, "customerId", points, balance, digest, created FROM adjustment
     WHERE reference ${unit.sql.among('text')}`,
    references,
  )
}
