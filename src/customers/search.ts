import type { Unit } from '../engine/unit.ts'
import { readOwnCard } from './card.ts'
import { readReference, resolve } from './reference.ts'

/** A customer as staff see him in a list. */
export type Found = { id: string; name: string | null; card: string }

/** One whom words may mean. `exact`: they name him and nobody else, or are all of his name. */
export type Match = Found & { exact: boolean }

/** Most customers that one search shows. */
export const mostFound = 5

/**
 * Customers that these words may mean: a reference (`telegram:1001`), a card code, or a name or the beginning of
 * one. At most {@link mostFound} and one more, so that it shows when there are too many.
 */
export async function search(unit: Unit, words: string): Promise<Match[]> {
  const reference = readReference(words)
  if (reference?.kind === 'person')
    return exactly(await byIdentity(unit, reference.person.platform, reference.person.id))
  if (reference) {
    const id = await resolve(unit, reference)
    return id === undefined ? [] : exactly(await rowOf(unit, id))
  }
  const card = readOwnCard(words.trim())
  const owner = card === undefined ? undefined : await customerWith(unit, card)
  if (owner) return exactly([owner])
  const name = words.trim().replace(/^@/, '')
  if (name.length < 2) return []
  const found = await unit.sql.query<Found>(
    `SELECT id, name, card FROM customer WHERE lower(name) LIKE lower(?) ESCAPE '!' AND "partOf" IS NULL
     ORDER BY name, id LIMIT ?`,
    `${name.replace(/[!%_]/g, '!$&')}%`,
    mostFound + 1,
  )
  return found.map((it) => ({ ...it, exact: it.name?.toLowerCase() === name.toLowerCase() }))
}

const exactly = (found: readonly Found[]): Match[] => found.map((it) => ({ ...it, exact: true }))

function byIdentity(unit: Unit, platform: string, person: string): Promise<Found[]> {
  return unit.sql.query(
    `SELECT c.id, c.name, c.card FROM customer c JOIN identity i ON i."customerId" = c.id
     WHERE i.platform = ? AND i.person = ?`,
    platform,
    person,
  )
}

const rowOf = (unit: Unit, id: string): Promise<Found[]> =>
  unit.sql.query('SELECT id, name, card FROM customer WHERE id = ?', id)

/** Whoever has that code on his card, as who he is now. */
export async function customerWith(unit: Unit, card: string): Promise<Found | undefined> {
  const id = await resolve(unit, { kind: 'card', card })
  return id === undefined ? undefined : customerById(unit, id)
}

/** One customer by id, as staff see him. */
export async function customerById(unit: Unit, id: string): Promise<Found | undefined> {
  const [row] = await rowOf(unit, id)
  return row
}
