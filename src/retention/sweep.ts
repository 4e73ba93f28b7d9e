import type { Unit } from '../engine/unit.ts'
import type { Program } from '../program/program.ts'

/**
 * Something that is taken away when it is old. Each `page` takes some of it away in a transaction of its own, so that nobody waits
 * for long, and the next goes on where that one was. `every`: how often to look at most, in milliseconds.
 */
export type Sweep = {
  name: string
  every?: number
  /** Undefined when nothing is ever too old. */
  before(program: Program, now: Date): Date | undefined
  /**
   * Gives how many it took away, and where to go on; without `next` there is no more. `reached`: where the next look begins, for
   * what stays where it was and would be looked at again each time.
   */
  page(unit: Unit, before: Date, after: string | undefined): Promise<{ taken: number; next?: string; reached?: string }>
}

/** How many rows are looked at in one transaction. */
export const page = 500

/** Deletes rows found by a statement that gives the ids of the oldest, with `before` as its one parameter. */
export function deleting(name: string, table: string, before: Sweep['before'], ids: string): Sweep {
  return {
    name,
    before,
    async page(unit, old) {
      const rows = await unit.sql.query<{ id: number }>(ids, old)
      if (rows.length === 0) return { taken: 0 }
      const taken = await unit.sql.execute(
        `DELETE FROM ${table} WHERE id ${unit.sql.among('bigint')}`,
        rows.map(({ id }) => id),
      )
      return { taken, next: '' }
    },
  }
}

/** Rows are numbered as they come, so the first page of them tells; more would be a look at every row there is. */
export const oldestOf = (table: string, condition: string) =>
  `SELECT id FROM (SELECT * FROM ${table} ORDER BY id LIMIT ${page}) AS oldest WHERE ${condition}`
