import type { Reference } from '../../customers/reference.ts'
import type { Program } from '../../program/program.ts'
import { readCustomer } from './customer.ts'
import { type Cells, Refused, readLine, readPoints, readTime } from './values.ts'

/** Points that a customer brings along. `expires`: undefined for when the program says. */
export type BalanceRow = {
  id: string
  customer: Reference
  points: number
  expires: Date | null | undefined
  usable: Date | undefined
}

export function readBalance(cell: Cells, program: Program): BalanceRow {
  const id = readLine('id', cell('id'), 120)
  if (id === null) throw new Refused('id: must not be empty')
  const zone = program.timeZone
  const never = cell('expires').toLowerCase() === 'never'
  return {
    id,
    customer: readCustomer('customer', cell('customer')),
    points: readPoints('points', cell('points')),
    expires: never ? null : readTime('expires', cell('expires'), zone, { end: true }),
    usable: readTime('usable', cell('usable'), zone),
  }
}
