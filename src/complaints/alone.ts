import { aloneIn } from '../engine/alone.ts'
import type { Unit } from '../engine/unit.ts'

const name = Symbol('complaints')

/** Does what first looks at complaints and then changes them, one after the other. Must not be used within itself. */
export const alone = <T>(unit: Unit, job: () => Promise<T>): Promise<T> => aloneIn(unit, name, job)
