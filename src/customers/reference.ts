import type { Person } from '../chat.ts'
import { records } from '../database/records.ts'
import type { Ask, Unit } from '../engine/unit.ts'
import { readCard } from './card.ts'
import { contactOf } from './contact.ts'

/** A way to name a customer: `telegram:1001`, `card:7KQ-M4X-2RD` or `customer:…`. */
export type Reference =
  | { kind: 'person'; person: Person }
  | { kind: 'card'; card: string }
  | { kind: 'customer'; id: string }

/** What the ids of people look like, so that nobody is made who cannot be. */
const platforms: Readonly<Record<string, RegExp>> = {
  telegram: /^[1-9]\d{0,15}$/,
  slack: /^[UW][A-Z0-9]{2,20}$/,
  discord: /^[1-9]\d{0,19}$/,
  web: /^[\w.-]{1,64}$/,
  fake: /^[\w.-]{1,64}$/,
}

/** Reads a reference as it stands in a request or behind a command; undefined when it is none. */
export function readReference(written: string): Reference | undefined {
  const [, kind = '', rest = ''] = /^([a-z]+):(.{1,100})$/su.exec(written.trim()) ?? []
  // A code of ours however it was typed or scanned: with spaces, in small letters.
  const card = kind === 'card' ? readCard(rest) : undefined
  if (card !== undefined) return { kind: 'card', card }
  if (!/^[\p{L}\p{N}_.@-]+$/u.test(rest)) return undefined
  if (kind === 'customer') return { kind, id: rest }
  if (kind === 'card') return { kind, card: rest }
  if (!Object.hasOwn(platforms, kind) || !platforms[kind]?.test(rest)) return undefined
  return { kind: 'person', person: { platform: kind, id: rest } }
}

const persons = records({ platform: 'text', person: 'text' })

const byPerson: Ask<Person, string | undefined> = {
  name: 'customer by person',
  key: ({ platform, id }) => `${platform}:${id}`,
  async answer(unit, wanted) {
    const rows = await unit.sql.query<{ nth: number; customerId: string }>(
      `SELECT given.nth AS nth, i."customerId" FROM ${persons.in(unit.dialect)} AS given
       JOIN identity i ON i.platform = given.platform AND i.person = given.person`,
      persons.param(
        wanted.map(({ platform, id }) => ({ platform, person: id })),
        unit.dialect,
      ),
    )
    const ids = new Map(rows.map((row) => [row.nth, row.customerId]))
    return wanted.map((_, nth) => ids.get(nth))
  },
}

/** Who was linked with another is found by his own card and id all the same, as the customer that he is part of. */
const present = `coalesce(a."movedTo", c.id)`
const moved = `LEFT JOIN account a ON a."customerId" = c.id`

const byCard: Ask<string, string | undefined> = {
  name: 'customer by card',
  async answer(unit, cards) {
    const rows = await unit.sql.query<{ id: string; card: string }>(
      `SELECT ${present} AS id, c.card FROM customer c ${moved} WHERE c.card ${unit.sql.among('text')}`,
      cards,
    )
    const ids = new Map(rows.map((row) => [row.card, row.id]))
    return cards.map((card) => ids.get(card))
  },
}

const byId: Ask<string, string | undefined> = {
  name: 'customer by id',
  async answer(unit, ids) {
    const rows = await unit.sql.query<{ id: string; present: string }>(
      `SELECT c.id, ${present} AS present FROM customer c ${moved} WHERE c.id ${unit.sql.among('text')}`,
      ids,
    )
    const known = new Map(rows.map((row) => [row.id, row.present]))
    return ids.map((id) => known.get(id))
  },
}

/** Id of the customer that is meant; undefined when there is none. Nobody is made. */
export function lookUp(unit: Unit, reference: Reference): Promise<string | undefined> {
  return reference.kind === 'person' ? unit.ask(byPerson, reference.person) : resolve(unit, reference)
}

/**
 * Id of the customer that is meant; undefined when there is none. Somebody on a platform is made a customer, so
 * that his points wait for him.
 */
export async function resolve(unit: Unit, reference: Reference): Promise<string | undefined> {
  switch (reference.kind) {
    case 'person':
      return (await contactOf(unit, reference.person)).customerId
    case 'card':
      return unit.ask(byCard, reference.card)
    case 'customer':
      return unit.ask(byId, reference.id)
  }
}
