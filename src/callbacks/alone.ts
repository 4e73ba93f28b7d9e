import type { Unit } from '../engine/unit.ts'

const lane = Symbol('callbacks')

/**
 * Does what first looks at callbacks and then changes them, one after the other: jobs of one unit share its
 * transaction, and other processes wait until it ends. Must not be used within itself.
 */
export function alone<T>(unit: Unit, job: () => Promise<T>): Promise<T> {
  const turns = unit.shared(lane, () => ({ last: lock(unit) }))
  const done = turns.last.then(job)
  turns.last = done.catch(() => {})
  return done
}

/** On SQLite there is one writer at a time anyway. */
async function lock(unit: Unit): Promise<unknown> {
  return unit.dialect === 'postgresql'
    ? unit.sql.query(`SELECT 1 AS locked FROM pg_advisory_xact_lock(hashtextextended('callbacks', 0))`)
    : undefined
}
