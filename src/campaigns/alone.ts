import { aloneIn } from '../engine/alone.ts'
import type { Unit } from '../engine/unit.ts'

const name = Symbol('campaigns')

/**
 * Does what first looks at campaigns and then changes them, one after the other, in all processes. Must not be used
 * within itself.
 */
export const alone = <T>(unit: Unit, job: () => Promise<T>): Promise<T> => aloneIn(unit, name, job, () => lock(unit))

/** On SQLite there is one writer at a time anyway. */
async function lock(unit: Unit): Promise<unknown> {
  return unit.dialect === 'postgresql'
    ? unit.sql.query(`SELECT 1 AS locked FROM pg_advisory_xact_lock(hashtextextended('campaigns', 0))`)
    : undefined
}
