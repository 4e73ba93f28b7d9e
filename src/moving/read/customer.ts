import { readCard } from '../../customers/card.ts'
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

/** A card of ours, or one of a shop's earlier system as it is; undefined when it can be none. */
export function readOwnCard(written: string): string | undefined {
  return readCard(written) ?? (/^[\p{L}\p{N}_.@-]{4,100}$/u.test(written) ? written : undefined)
}
