import type { Unit } from '../engine/unit.ts'
import { readCard } from './card.ts'
import { readReference, resolve } from './reference.ts'

/** A customer as staff see him in a list. */
export type Found = { id: string; name: string | null; card: string }

/** Most customers that one search shows. */
export const mostFound = 5

/**
 * Customers that these words may mean: a reference (`telegram:1001`), a card code, or a name or the beginning of
 * one. At most {@link mostFound} and one more, so that it shows when there are too many.
 */
export async function search(unit: Unit, words: string): Promise<Found[]> {
  const reference = readReference(words)
  const card = readCard(words)
  if (reference?.kind === 'person') return byIdentity(unit, reference.person.platform, reference.person.id)
  const id = reference ? await resolve(unit, reference) : card && (await resolve(unit, { kind: 'card', card }))
  if (id) return unit.sql.query('SELECT id, name, card FROM customer WHERE id = ?', id)
  if (reference) return []
  const name = words.trim().replace(/^@/, '')
  if (name.length < 2) return []
  return unit.sql.query(
    `SELECT id, name, card FROM customer WHERE lower(name) LIKE lower(?) ESCAPE '!' AND "partOf" IS NULL
     ORDER BY name, id LIMIT ?`,
    `${name.replace(/[!%_]/g, '!$&')}%`,
    mostFound + 1,
  )
}

function byIdentity(unit: Unit, platform: string, person: string): Promise<Found[]> {
  return unit.sql.query(
    `SELECT c.id, c.name, c.card FROM customer c JOIN identity i ON i."customerId" = c.id
     WHERE i.platform = ? AND i.person = ?`,
    platform,
    person,
  )
}

/** One customer by id, as staff see him. */
export async function customerById(unit: Unit, id: string): Promise<Found | undefined> {
  const rows = await unit.sql.query<Found>('SELECT id, name, card FROM customer WHERE id = ?', id)
  return rows[0]
}
