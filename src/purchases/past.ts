import { records } from '../database/records.ts'
import type { Append } from '../engine/unit.ts'
import type { SaleName } from './store.ts'

const told = records({ source: 'text', reference: 'text', amount: 'bigint' })

/** Of purchases of earlier times that earned nothing here: how much was given back before, in minor units. */
export const refundedBefore: Append<SaleName & { amount: number }> = {
  name: 'refunded before',
  async write(unit, rows) {
    await unit.sql.execute(
      `UPDATE purchase SET refunded = given.amount FROM ${told.in(unit.dialect)} AS given
       WHERE purchase.source = given.source AND purchase.reference = given.reference`,
      told.param(rows, unit.dialect),
    )
  },
}
