import { hash } from 'node:crypto'
import type { Message } from '../chat.ts'
import { tell } from '../customers/reach.ts'
import { buttons } from '../engine/turn.ts'
import type { Unit } from '../engine/unit.ts'
import { formatSigned } from '../language/format.ts'
import { text } from '../language/text.ts'
import { formatMoney } from '../points/money.ts'
import { pointsFor } from '../points/rules.ts'
import type { Program } from '../program/program.ts'
import { markTrade } from '../referrals/exports.ts'
import {
  type Purchase,
  type Refund,
  type RefundOutcome,
  recordRefund,
  recordSale,
  type Sale,
  type SaleName,
  type SaleOutcome,
} from './store.ts'

/** A line of the receipt as the shop sends it; `amount` in minor units. */
export type SaleItem = { sku: string; name: string; quantity: number; amount: number }

/** A sale as the shop tells it. `at` is when it was made; `amount` in minor units of the program's currency. */
export type ToldSale = SaleName & {
  customerId: string
  amount: number
  currency: string
  at: Date | undefined
  items: SaleItem[]
  /** Code of a campaign that was shown with it, as {@link codeKey} writes it. */
  code?: string | undefined
  /** Whether it gets the points that the program gives; it does when nothing is said. */
  earns?: boolean
}

/** A code as it is kept and looked for: however somebody types it, it is the same. */
export const codeKey = (written: string): string => written.normalize('NFKC').trim().toUpperCase()

/**
 * Takes a sale in, once however often it is told: records it, posts its points, and tells the customer if he can
 * be written to, unless `quiet`.
 */
export async function takeSale(
  unit: Unit,
  program: Program,
  told: ToldSale,
  { quiet = false } = {},
): Promise<SaleOutcome> {
  const at = told.at ?? unit.now
  const earned = pointsFor({ amount: told.amount, currency: told.currency, at, items: told.items }, program)
  if ('refused' in earned) return { kind: 'refused', why: earned.refused }
  const sale: Sale = {
    source: told.source,
    reference: told.reference,
    customerId: told.customerId,
    amount: told.amount,
    currency: told.currency,
    at,
    items: told.items.length > 0 ? JSON.stringify(told.items) : null,
    code: told.code ?? null,
    digest: digestOf(told),
    earned: told.earns === false ? { ...earned, points: 0 } : earned,
  }
  const outcome = await unit.act(recordSale, sale)
  if (outcome.kind === 'recorded') {
    unit.append(markTrade, outcome.purchase.customerId)
    if (!quiet) await tellSale(unit, program, outcome.purchase)
  }
  return outcome
}

/** Takes a refund in, once however often it is told, and tells the customer. */
export async function takeRefund(
  unit: Unit,
  program: Program,
  sale: SaleName,
  refund: { reference: string; amount: number },
): Promise<RefundOutcome> {
  const outcome = await unit.act(recordRefund, {
    sale,
    ...refund,
    currency: program.currency,
    debtPolicy: program.debt,
  })
  if (outcome.kind === 'recorded') {
    unit.append(markTrade, outcome.refund.customerId)
    await tellRefund(unit, program, outcome.refund)
  }
  return outcome
}

/**
 * What the sale says, without the time at which it arrived (a repeat that names no time is still a repeat) and without
 * the customer, who may have been linked with another meanwhile.
 */
function digestOf(told: ToldSale): string {
  const { amount, currency, at, items, code } = told
  const more = code === undefined ? [] : [code]
  return hash('sha256', JSON.stringify([amount, currency, at?.getTime() ?? null, items, ...more]))
}

async function tellSale(unit: Unit, program: Program, purchase: Purchase): Promise<void> {
  await tell(
    unit,
    purchase.customerId,
    ({ locale, notices }): Message | undefined =>
      notices
        ? {
            text: text(locale, 'purchase.told', {
              points: formatSigned(purchase.points, locale),
              count: purchase.points,
              balance: purchase.balance,
              amount: formatMoney(purchase.amount, program.currency, locale),
            }),
            parts: [
              buttons(
                { label: text(locale, 'points.title'), press: 'command:points' },
                { label: text(locale, 'complaint.title'), form: 'complain', about: `p:${purchase.id}` },
                { label: text(locale, 'notices.off'), press: 'notices:off' },
              ),
            ],
          }
        : undefined,
    { lane: 'alert', cause: 'purchase' },
  )
}

async function tellRefund(unit: Unit, program: Program, refund: Refund): Promise<void> {
  await tell(
    unit,
    refund.customerId,
    ({ locale, notices }) =>
      notices && refund.points > 0
        ? {
            text: text(locale, 'refund.told', {
              points: formatSigned(-refund.points, locale),
              balance: refund.balance,
              amount: formatMoney(refund.amount, program.currency, locale),
            }),
          }
        : undefined,
    { lane: 'alert', cause: 'refund' },
  )
}
