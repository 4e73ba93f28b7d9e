import { z } from 'zod'
import type { Reference } from '../../customers/reference.ts'
import { parseMoney, parseTypedMoney } from '../../points/money.ts'
import type { Program } from '../../program/program.ts'
import { codeKey, type SaleItem } from '../../purchases/exports.ts'
import { readCustomer } from './customer.ts'
import { type Cells, Refused, readLine, readTime, readYes } from './values.ts'

/**
 * A purchase of earlier times; `amount`, and what was given back of it, in minor units. `earns`: whether it gets the points that
 * the program gives.
 */
export type PurchaseRow = {
  source: string
  reference: string
  customer: Reference
  amount: number
  refunded: number
  at: Date
  items: SaleItem[]
  code: string | undefined
  earns: boolean
}

const dayMs = 24 * 3600_000
const names = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/

const list = z
  .array(
    z.strictObject({
      sku: z.string().max(100),
      name: z.string().max(200),
      quantity: z.number().gt(0).max(1_000_000),
      amount: z.string(),
    }),
  )
  .max(500)

export function readPurchase(cell: Cells, program: Program, now: Date): PurchaseRow {
  const { currency } = program
  const source = cell('source') || 'import'
  if (!names.test(source))
    throw new Refused('source: must be at most 64 letters, digits, points, hyphens and underscores')
  const reference = readLine('reference', cell('reference'), 128)
  if (reference === null) throw new Refused('reference: must not be empty')
  const told = cell('currency').toUpperCase()
  if (told !== '' && told !== currency) throw new Refused(`currency: must be ${currency}, that of the shop`)
  const at = readTime('at', cell('at'), program.timeZone)
  if (!at) throw new Refused('at: must not be empty')
  if (at.getTime() > now.getTime() + dayMs) throw new Refused('at: must not be in the future')
  const code = readLine('code', cell('code'), 64)
  const earns = readYes('earns', cell('earns')) ?? true
  const amount = readAmount('amount', cell('amount'), currency)
  const refunded = cell('refunded') === '' ? 0 : readAmount('refunded', cell('refunded'), currency)
  if (refunded > amount) throw new Refused('refunded: must not be more than the amount')
  if (refunded > 0 && earns) throw new Refused('refunded: goes only with "no" for earns')
  return {
    ...{ source, reference, at, amount, refunded, earns },
    customer: readCustomer('customer', cell('customer')),
    items: readItems(cell('items'), currency),
    code: code === null ? undefined : codeKey(code) || undefined,
  }
}

const wrong = {
  'not-an-amount': 'must be an amount such as 25.90, without currency and without separators for thousands',
  'too-many-decimals': 'has more decimals than the currency',
  negative: 'must not be below zero',
  'too-large': 'is too large',
}

function readAmount(column: string, written: string, currency: string): number {
  const read = parseTypedMoney(written, currency)
  if ('refused' in read) throw new Refused(`${column}: ${wrong[read.refused]}`)
  return read.minor
}

function readItems(written: string, currency: string): SaleItem[] {
  if (written === '') return []
  const read = list.safeParse(parsed(written))
  if (!read.success) throw new Refused('items: must be a list as JSON, see docs/import.md')
  return read.data.map((item) => {
    const amount = parseMoney(item.amount, currency, { negative: true })
    if ('refused' in amount) throw new Refused(`items: an amount ${wrong[amount.refused]}`)
    return { ...item, amount: amount.minor }
  })
}

function parsed(written: string): unknown {
  try {
    return JSON.parse(written)
  } catch {
    return undefined
  }
}
