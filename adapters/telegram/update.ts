import { integer, shape } from '../shared/shape.ts'

/** Number of an update, or undefined when it has none to be known by. */
export function updateId(update: unknown): number | undefined {
  const id = integer(shape(update)?.update_id)
  return id !== undefined && id >= 0 ? id : undefined
}
