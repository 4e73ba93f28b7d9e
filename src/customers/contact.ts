import { v7 as newId } from 'uuid'
import type { Person } from '../chat.ts'
import { records } from '../database/records.ts'
import { table } from '../database/table.ts'
import type { Append, Ask, Unit } from '../engine/unit.ts'
import { closestLocale, type Locale } from '../language/text.ts'
import type { Role } from '../staff/rules.ts'
import { newCard } from './card.ts'
import { customerName } from './name.ts'

/** A customer, met on one platform. */
export type Contact = {
  customerId: string
  platform: string
  person: string
  name: string | null
  locale: Locale
  role: Role
  card: string
  notices: boolean
  /** Whether he was never asked about promotions, and never said anything about them. */
  unasked: boolean
  /** When he was asked about them, while he has not answered. */
  asked: Date | null
}

type ContactRow = Omit<Contact, 'role'> & {
  role: Role | null
  channel: string | null
  unreachable: Date | null
  seen: Date | null
  lastPlatform: string | null
}

const customers = table('customer', {
  id: 'text',
  name: 'text?',
  locale: 'text',
  card: 'text',
  created: 'timestamp',
})
const identities = table('identity', {
  platform: 'text',
  person: 'text',
  customerId: 'text',
  ownerId: 'text',
  name: 'text?',
  created: 'timestamp',
})
const persons = records({ platform: 'text', person: 'text' })

const keyOf = (person: Pick<Person, 'platform' | 'id'>) => `${person.platform}:${person.id}`

/** Longest name that is kept. */
const longestName = 100

async function find(unit: Unit, wanted: readonly Person[]): Promise<Map<string, ContactRow>> {
  const rows = await unit.sql.query<ContactRow>(
    `SELECT i.platform, i.person, i."customerId", i.name, i.channel, i.unreachable, i.seen,
       c.locale, c.card, c.notices, c.platform AS "lastPlatform", r.role,
       (c.consent IS NULL AND c."consentAsked" IS NULL AND c.stopped IS NULL) AS "unasked::boolean",
       CASE WHEN c.consent IS NULL THEN c."consentAsked" END AS "asked::time"
     FROM ${persons.in(unit.dialect)} AS given
     JOIN identity i ON i.platform = given.platform AND i.person = given.person
     JOIN customer c ON c.id = i."customerId" LEFT JOIN role r ON r."customerId" = c.id`,
    persons.param(
      wanted.map((person) => ({ platform: person.platform, person: person.id })),
      unit.dialect,
    ),
  )
  return new Map(rows.map((row) => [`${row.platform}:${row.person}`, row]))
}

/**
 * Makes a customer for each of these persons who has none. Whoever makes the identity first wins; a customer made
 * for one who turns out to be known goes again at once.
 */
async function make(unit: Unit, strangers: readonly Person[]): Promise<void> {
  const made = strangers.map((person) => ({ person, id: newId() }))
  await unit.sql.insert(
    customers,
    made.map(({ person, id }) => ({
      id,
      name: person.name?.slice(0, longestName) ?? null,
      locale: closestLocale(person.locale),
      card: newCard(),
      created: unit.now,
    })),
  )
  const kept = await unit.sql.insert(
    identities,
    made.map(({ person, id }) => ({
      platform: person.platform,
      person: person.id,
      customerId: id,
      ownerId: id,
      name: person.name?.slice(0, longestName) ?? null,
      created: unit.now,
    })),
    { conflict: 'ignore', returning: ['customerId'] },
  )
  if (kept.length === made.length) return
  const winners = new Set(kept.map((row) => row.customerId))
  const orphans = made.map(({ id }) => id).filter((id) => !winners.has(id))
  await unit.sql.execute(`DELETE FROM customer WHERE id ${unit.sql.among('text')}`, orphans)
}

const contacts: Ask<Person, ContactRow> = {
  name: 'contact',
  key: keyOf,
  async answer(unit, wanted) {
    const known = await find(unit, wanted)
    const strangers = wanted.filter((person) => !known.has(keyOf(person)))
    if (strangers.length > 0) {
      await make(unit, strangers)
      for (const [key, row] of await find(unit, strangers)) known.set(key, row)
    }
    return wanted.map((person) => {
      const row = known.get(keyOf(person))
      if (!row) throw new Error(`no customer could be made for ${keyOf(person)}`)
      return row
    })
  },
}

/** The customer behind a person; made when there is none, with the language that the platform tells. */
export async function contactOf(unit: Unit, person: Person): Promise<Contact> {
  return contactFrom(await unit.ask(contacts, person))
}

/** Whoever this person was, he is not any more. */
export function forgetContact(unit: Unit, person: Person): void {
  unit.forget(contacts, person)
}

function contactFrom({ role, channel: _c, unreachable: _u, seen: _s, lastPlatform: _l, ...rest }: ContactRow): Contact {
  return { ...rest, role: role ?? 'customer' }
}

type Sighting = {
  platform: string
  person: string
  customerId: string
  name: string | null
  channel: string | null
  locale: Locale | null
}
const sightings = records({
  platform: 'text',
  person: 'text',
  customerId: 'text',
  name: 'text?',
  channel: 'text?',
  locale: 'text?',
})

const seen: Append<Sighting> = {
  name: 'seen',
  async write(unit, rows) {
    const param = sightings.param(rows, unit.dialect)
    await unit.sql.execute(
      `UPDATE identity SET seen = ?, unreachable = NULL, name = coalesce(given.name, identity.name),
         channel = coalesce(given.channel, identity.channel)
       FROM ${sightings.in(unit.dialect)} AS given
       WHERE identity.platform = given.platform AND identity.person = given.person`,
      unit.now,
      param,
    )
    await unit.sql.execute(
      `UPDATE customer SET seen = ?, platform = given.platform, name = coalesce(given.name, customer.name),
         locale = coalesce(given.locale, customer.locale)
       FROM ${sightings.in(unit.dialect)} AS given WHERE customer.id = given."customerId" AND customer.erased IS NULL`,
      unit.now,
      param,
    )
  },
}

/** How old a sighting must be before it is written anew: not every message is worth two updates. */
const sightingMs = 15 * 60_000

/**
 * The customer behind somebody who has just done something: also notes where he was last seen, and that he can be
 * written to. `channel`: that of the conversation of this person alone with the bot.
 */
export async function meet(unit: Unit, person: Person, channel: string | undefined): Promise<Contact> {
  const row = await unit.ask(contacts, person)
  const name = person.name?.slice(0, longestName) ?? null
  const firstTime = row.lastPlatform === null
  const locale = firstTime ? closestLocale(person.locale) : null
  const stale =
    firstTime ||
    row.seen === null ||
    row.unreachable !== null ||
    row.lastPlatform !== person.platform ||
    (name !== null && name !== row.name) ||
    (channel !== undefined && channel !== row.channel) ||
    unit.now.getTime() - row.seen.getTime() > sightingMs
  if (stale)
    unit.append(seen, {
      platform: person.platform,
      person: person.id,
      customerId: row.customerId,
      name,
      channel: channel ?? null,
      locale,
    })
  // What is written down at the end of the unit is known to it already.
  if (name) unit.know(customerName, row.customerId, name)
  return { ...contactFrom(row), ...(name ? { name } : {}), ...(locale ? { locale } : {}) }
}

/** Somebody blocked the bot: he cannot be written to until he writes again. */
export async function lose(unit: Unit, person: Person): Promise<void> {
  await unit.sql.execute(
    'UPDATE identity SET unreachable = ? WHERE platform = ? AND person = ?',
    unit.now,
    person.platform,
    person.id,
  )
}
