import { type EnrolmentOutcome, enroll } from '../../customers/enroll.ts'
import { type Reference, resolve } from '../../customers/reference.ts'
import { replacedCard } from '../../customers/replaced.ts'
import type { Unit } from '../../engine/unit.ts'
import { recordAdjustment } from '../../points/exports.ts'
import { validity } from '../../points/rules.ts'
import type { Program } from '../../program/program.ts'
import { refundedBefore, takeSale } from '../../purchases/exports.ts'
import type { Header } from '../csv/header.ts'
import { type BalanceRow, readBalance } from '../read/balances.ts'
import { readCustomerRow } from '../read/customers.ts'
import { type PurchaseRow, readPurchase } from '../read/purchases.ts'
import { type Cells, Refused } from '../read/values.ts'

/** What came of a row: stored, known before, or refused and why. */
export type Outcome = 'stored' | 'known' | { refused: string }

/** Takes in rows of one kind together, each with an outcome. */
export type Taker = (unit: Unit, rows: readonly (readonly string[])[]) => Promise<Outcome[]>

/** What takes in the rows under that header, by the rules of the shop. */
export function takerFor({ kind, columns }: Header, program: Program): Taker {
  const places = new Map(columns.map((column, nth) => [column, nth]))
  const cellsOf = (row: readonly string[]): Cells => {
    return (column) => row[places.get(column) ?? -1] ?? ''
  }
  const zone = program.timeZone
  switch (kind) {
    case 'customers':
      return each(
        (row, now) => readCustomerRow(cellsOf(row), columns, zone, now),
        async (unit, rows) => (await enroll(unit, rows)).map(enrolled),
      )
    case 'balances':
      return each(
        (row) => readBalance(cellsOf(row), program),
        (unit, rows) => Promise.all(rows.map((row) => takeBalance(unit, program, row))),
      )
    case 'purchases':
      return each(
        (row, now) => readPurchase(cellsOf(row), program, now),
        (unit, rows) => Promise.all(rows.map((row) => takePurchase(unit, program, row))),
      )
    default:
      return kind satisfies never
  }
}

/** Reads the rows one by one, and takes in together those that can be read. */
function each<T>(
  read: (row: readonly string[], now: Date) => T,
  take: (unit: Unit, rows: readonly T[]) => Promise<Outcome[]>,
): Taker {
  return async (unit, rows) => {
    const outcomes: (Outcome | undefined)[] = []
    const good: T[] = []
    for (const row of rows) {
      try {
        good.push(read(row, unit.now))
        outcomes.push(undefined)
      } catch (error) {
        if (!(error instanceof Refused)) throw error
        outcomes.push({ refused: error.message })
      }
    }
    const taken = good.length > 0 ? await take(unit, good) : []
    let nth = 0
    return outcomes.map((outcome) => outcome ?? taken[nth++] ?? { refused: 'has no outcome' })
  }
}

const enrolments = {
  'two-customers': 'card, identity: belong to several customers; link them in the chat first',
  'other-card': 'card: the customer of that identity has another card already',
}

function enrolled(outcome: EnrolmentOutcome): Outcome {
  if (outcome.kind === 'refused') return { refused: enrolments[outcome.why] }
  return outcome.kind === 'new' ? 'stored' : 'known'
}

/** Also by a code that counts no more: what the file tells is of the past. */
async function customerOf(unit: Unit, reference: Reference): Promise<string | undefined> {
  const id = await resolve(unit, reference)
  if (id !== undefined || reference.kind !== 'card') return id
  return (await unit.ask(replacedCard, reference.card))?.customerId
}

const nobody = { refused: 'customer: there is none with that card' }

async function takeBalance(unit: Unit, program: Program, row: BalanceRow): Promise<Outcome> {
  const customerId = await customerOf(unit, row.customer)
  if (customerId === undefined) return nobody
  if (row.points === 0) return 'known'
  const outcome = await unit.act(recordAdjustment, {
    reference: `import:${row.id}`,
    customerId,
    points: row.points,
    reason: 'opening balance',
    author: 'import',
    expiresAt: row.expires === undefined ? validity(unit.now, program).expiresAt : row.expires,
    usableAt: row.usable,
    debtPolicy: program.debt,
  })
  if (outcome.kind === 'recorded') return 'stored'
  if (outcome.kind === 'repeated') return 'known'
  return {
    refused:
      outcome.kind === 'contradicted' ? 'id: is known, with other points or customer' : 'points: would be too many',
  }
}

async function takePurchase(unit: Unit, program: Program, row: PurchaseRow): Promise<Outcome> {
  const { customer, refunded, ...sale } = row
  const { currency } = program
  const customerId = await customerOf(unit, customer)
  if (customerId === undefined) return nobody
  const outcome = await takeSale(unit, program, { ...sale, currency, customerId }, { quiet: true })
  switch (outcome.kind) {
    case 'recorded':
      if (refunded > 0)
        unit.append(refundedBefore, { source: sale.source, reference: sale.reference, amount: refunded })
      return 'stored'
    case 'repeated':
      return 'known'
    case 'contradicted':
      return { refused: 'reference: is known, with another amount, time, customer or content' }
    case 'refused':
      return { refused: 'amount: would earn too many points' }
    default:
      return outcome satisfies never
  }
}
