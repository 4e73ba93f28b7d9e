import { z } from 'zod'
import { lookUp, type Reference, resolve } from '../customers/reference.ts'
import { replacedCard } from '../customers/replaced.ts'
import type { Unit } from '../engine/unit.ts'
import { type Api, problems, type Run } from '../http/api.ts'
import type { Key } from '../http/keys.ts'
import { Problem } from '../http/problems.ts'
import {
  amount,
  answeredTime,
  balance,
  currency,
  customer,
  customerId,
  longText,
  ownId,
  pointsChange,
  shortText,
  signedAmount,
  source,
  time,
} from '../http/schemas.ts'
import { wrongField } from '../http/validation.ts'
import { type MoneyProblem, moneyText, parseMoney } from '../points/money.ts'
import type { Program } from '../program/program.ts'
import { audit } from '../staff/audit.ts'
import { codeKey, type SaleItem, takeRefund, takeSale } from './sale.ts'
import type { Purchase, Refund, SaleName } from './store.ts'

const defaultSource = 'api'

/** How far ahead of ours a till's clock may be, in milliseconds. */
const aheadMs = 24 * 3600_000

const saleBody = z.strictObject({
  id: ownId,
  source: source.default(defaultSource),
  customer,
  amount,
  currency: currency.optional().meta({ description: "ISO 4217; the shop's own when left out" }),
  at: time.optional().meta({ description: 'When it was made; now when left out. At most a day ahead.' }),
  items: z
    .array(
      z.strictObject({
        sku: shortText,
        name: longText,
        quantity: z.number().gt(0).max(1_000_000),
        amount: signedAmount.meta({ description: 'Price of the whole line; below zero for a reduction' }),
      }),
    )
    .max(500)
    .optional(),
  code: shortText
    .optional()
    .meta({ description: 'Code of a campaign that the customer showed; counted in its report' }),
})

const purchaseAnswer = z
  .object({
    id: z.string(),
    source: z.string(),
    customer: customerId,
    amount: z.string(),
    currency: z.string(),
    at: answeredTime,
    points: pointsChange,
    balance,
  })
  .meta({ id: 'Purchase' })

const refundBody = z.strictObject({
  id: ownId,
  source: source.default(defaultSource).meta({ description: 'That of the purchase' }),
  amount,
})

const refundAnswer = z
  .object({
    id: z.string(),
    source: z.string(),
    purchase: z.string(),
    customer: customerId,
    amount: z.string(),
    currency: z.string(),
    points: pointsChange,
    balance,
  })
  .meta({ id: 'Refund' })

type SaleBody = z.infer<typeof saleBody>

/** Sales and refunds as the till tells them. */
export function purchaseRoutes(program: Program) {
  return (api: Api, run: Run): void => {
    api.route({
      method: 'POST',
      url: '/purchases',
      schema: {
        summary: 'Take in a sale',
        description:
          'Records it once, however often it is sent, and adds the points it earns. Someone on a platform who is not known yet becomes a customer, so that the points wait for him.',
        tags: ['Purchases'],
        body: saleBody,
        response: {
          200: purchaseAnswer.describe('It was recorded before: the same answer as then'),
          201: purchaseAnswer.describe('Recorded'),
          ...problems(404, 409, 413, 415, 422),
        },
      },
      handler: async ({ body, key }, reply) => {
        const told = readSale(body, program)
        const outcome = await run((unit) => record(unit, program, key, told, body.customer))
        if (outcome instanceof Problem) throw outcome
        return reply.code(outcome.kind === 'recorded' ? 201 : 200).send(answerOf(outcome.purchase))
      },
    })

    api.route({
      method: 'POST',
      url: '/purchases/:id/refunds',
      schema: {
        summary: 'Take in a refund',
        description:
          'Takes back the points that the refunded part of a purchase had earned. In as many parts as you like.',
        tags: ['Purchases'],
        params: z.strictObject({ id: ownId }),
        body: refundBody,
        response: {
          200: refundAnswer.describe('It was recorded before: the same answer as then'),
          201: refundAnswer.describe('Recorded'),
          ...problems(404, 409, 413, 415, 422),
        },
      },
      handler: async ({ params, body, key }, reply) => {
        const sale: SaleName = { source: body.source, reference: params.id }
        const minor = readAmount('#/amount', body.amount, program.currency)
        if (minor === 0) throw wrongField('#/amount', 'too-small', 'must be more than 0')
        const outcome = await run((unit) => giveBack(unit, program, key, sale, { reference: body.id, amount: minor }))
        if (outcome instanceof Problem) throw outcome
        return reply
          .code(outcome.kind === 'recorded' ? 201 : 200)
          .send(refundOf(sale, outcome.refund, program.currency))
      },
    })
  }
}

type Told = SaleName & {
  amount: number
  currency: string
  at: Date | undefined
  items: SaleItem[]
  code: string | undefined
}

/** Throws a {@link Problem}: what the shop cannot take is told before anything is looked up. */
function readSale(body: SaleBody, program: Program): Told {
  const { currency } = program
  if (body.currency !== undefined && body.currency !== currency) throw new Problem('other-currency')
  return {
    source: body.source,
    reference: body.id,
    amount: readAmount('#/amount', body.amount, currency),
    currency,
    at: body.at,
    code: body.code === undefined ? undefined : codeKey(body.code) || undefined,
    items: (body.items ?? []).map(({ sku, name, quantity, amount }, nth) => ({
      ...{ sku, name, quantity },
      amount: readAmount(`#/items/${nth}/amount`, amount, currency, { negative: true }),
    })),
  }
}

const wrongMoney: Record<MoneyProblem, string> = {
  'not-an-amount': 'must be a decimal as text',
  'too-many-decimals': 'must not have more decimals than the currency has',
  negative: 'must not be below zero',
  'too-large': 'must be a smaller amount',
}

/** In minor units. */
function readAmount(pointer: string, text: string, currency: string, options: { negative?: boolean } = {}): number {
  const read = parseMoney(text, currency, options)
  if ('refused' in read) throw wrongField(pointer, read.refused, wrongMoney[read.refused])
  return read.minor
}

type Recorded = { kind: 'recorded' | 'repeated'; purchase: Purchase }

async function record(
  unit: Unit,
  program: Program,
  key: Key,
  told: Told,
  reference: Reference,
): Promise<Recorded | Problem> {
  if (told.at && told.at.getTime() > unit.now.getTime() + aheadMs)
    return wrongField('#/at', 'too-late', 'must be at most a day ahead')
  const known = await lookUp(unit, reference)
  const customerId = known ?? (await resolve(unit, reference))
  if (customerId === undefined) return unknownCustomer(unit, reference)
  const outcome = await takeSale(unit, program, { ...told, customerId })
  if (outcome.kind === 'contradicted' || outcome.kind === 'refused') {
    const problem = new Problem(outcome.kind === 'contradicted' ? 'different-content' : 'out-of-bounds')
    // Thrown, it undoes the customer that was made for a sale that did not come in.
    if (known === undefined) throw problem
    return problem
  }
  const { purchase } = outcome
  if (outcome.kind === 'recorded')
    audit(
      unit,
      { reference: `key:${key.name}` },
      {
        act: 'purchase',
        subject: `customer:${customerId}`,
        detail: { purchase: purchase.id, points: purchase.points },
      },
    )
  return { kind: outcome.kind, purchase }
}

async function unknownCustomer(unit: Unit, reference: Reference): Promise<Problem> {
  const old = reference.kind === 'card' ? await unit.ask(replacedCard, reference.card) : undefined
  return new Problem('unknown-customer', old ? { detail: 'This code was replaced by a new one.' } : {})
}

async function giveBack(
  unit: Unit,
  program: Program,
  key: Key,
  sale: SaleName,
  order: { reference: string; amount: number },
): Promise<{ kind: 'recorded' | 'repeated'; refund: Refund } | Problem> {
  const outcome = await takeRefund(unit, program, sale, order)
  switch (outcome.kind) {
    case 'unknown-purchase':
      return new Problem('unknown-purchase')
    case 'contradicted':
      return new Problem('different-content')
    case 'other-currency':
      return new Problem('other-currency')
    case 'over-refund':
      return new Problem('over-refund', { left: moneyText(outcome.left, program.currency) })
    case 'recorded':
    case 'repeated': {
      const { refund } = outcome
      if (outcome.kind === 'recorded')
        audit(
          unit,
          { reference: `key:${key.name}` },
          {
            act: 'refund',
            subject: `customer:${refund.customerId}`,
            detail: { purchase: refund.purchaseId, points: -refund.points },
          },
        )
      return { kind: outcome.kind, refund }
    }
  }
}

function answerOf(purchase: Purchase): z.infer<typeof purchaseAnswer> {
  return {
    id: purchase.reference,
    source: purchase.source,
    customer: `customer:${purchase.customerId}`,
    amount: moneyText(purchase.amount, purchase.currency),
    currency: purchase.currency,
    at: purchase.at.toISOString(),
    points: purchase.points,
    balance: purchase.balance,
  }
}

function refundOf(sale: SaleName, refund: Refund, currency: string): z.infer<typeof refundAnswer> {
  return {
    id: refund.reference,
    source: sale.source,
    purchase: sale.reference,
    customer: `customer:${refund.customerId}`,
    amount: moneyText(refund.amount, currency),
    currency,
    points: refund.points === 0 ? 0 : -refund.points,
    balance: refund.balance,
  }
}
