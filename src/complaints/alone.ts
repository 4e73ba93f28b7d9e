import type { Unit } from '../engine/unit.ts'

const lane = Symbol('complaints')

/**
 * Does what first looks at complaints and then changes them, one after the other. Jobs of one unit share its transaction,
 * so that locks of rows do not keep them apart. Must not be used within itself.
 */
export function alone<T>(unit: Unit, job: () => Promise<T>): Promise<T> {
  const turns = unit.shared(lane, () => ({ last: Promise.resolve<unknown>(undefined) }))
  const done = turns.last.then(job)
  turns.last = done.catch(() => {})
  return done
}
