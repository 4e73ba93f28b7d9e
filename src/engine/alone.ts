import type { Unit } from './unit.ts'

/**
 * Does what first looks at something and then changes it, one job of that name after the other. Jobs of one unit share
 * its transaction, so that locks of rows do not keep them apart. `lock` keeps other processes out, before the first job
 * of a unit. Must not be used within itself.
 */
export function aloneIn<T>(
  unit: Unit,
  name: symbol,
  job: () => Promise<T>,
  lock: () => Promise<unknown> = async () => {},
): Promise<T> {
  const turns = unit.shared(name, () => ({ last: lock() }))
  const done = turns.last.then(job)
  turns.last = done.catch(() => {})
  return done
}
