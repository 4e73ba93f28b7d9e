import type { Unit } from './unit.ts'

/**
 * What a feature does with its rows when two customers turn out to be one person, and when that is undone. Rows keep
 * the customer they came with in `ownerId`, so that each finds its way back.
 */
export type Joining = {
  /** All that `from` has is `into`'s now. */
  join(unit: Unit, into: string, from: string): Promise<void>
  /** What came with any of `members` leaves `whole` and is `alone`'s again. */
  part(unit: Unit, whole: string, alone: string, members: readonly string[]): Promise<void>
}

/** For a table whose rows simply belong to a customer. */
export function joiningRows(table: string): Joining {
  return {
    async join(unit, into, from) {
      await unit.sql.execute(`UPDATE ${table} SET "customerId" = ? WHERE "customerId" = ?`, into, from)
    },
    async part(unit, whole, alone, members) {
      await unit.sql.execute(
        `UPDATE ${table} SET "customerId" = ? WHERE "customerId" = ? AND "ownerId" ${unit.sql.among('text')}`,
        alone,
        whole,
        members,
      )
    },
  }
}
