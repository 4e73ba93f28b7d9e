import { readOwnCard } from '../../customers/card.ts'
import { type Reference, readReference } from '../../customers/reference.ts'
import { Refused } from './values.ts'

/** Who is meant: `card:7KQ-M4X-2RD`, `telegram:1001`, or a card alone. */
export function readCustomer(column: string, written: string): Reference {
  const reference = readReference(written)
  if (reference) return reference
  const card = readOwnCard(written)
  if (card === undefined)
    throw new Refused(`${column}: must be a card, or a platform and the id there, such as telegram:1001`)
  return { kind: 'card', card }
}
