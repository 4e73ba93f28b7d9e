import { v7 as newId } from 'uuid'
import type { Person } from '../chat.ts'
import { type Consent, tellConsents } from '../consent/exports.ts'
import { records } from '../database/records.ts'
import { table } from '../database/table.ts'
import type { Unit } from '../engine/unit.ts'
import { closestLocale } from '../language/text.ts'
import { newCard } from './card.ts'
import { type Birthday, enrichDetails } from './details/exports.ts'
import { lookUp } from './reference.ts'
import { replacedCard } from './replaced.ts'

/** A customer as another system tells him. What is null is not told, and stays as it is. Tags replace those before. */
export type Enrolment = {
  card: string | null
  people: readonly Person[]
  name: string | null
  locale: string | null
  timeZone: string | null
  birthday: Birthday | null
  class: string | null
  tags: readonly string[] | null
  fields: readonly (readonly [name: string, value: string])[]
  /** Since when he is a customer. */
  since: Date | null
  notices: boolean | null
  /** Since when he wants to hear nothing of our own accord. */
  stopped: Date | null
  /** What he said of promotions. */
  consent: Consent | null
}

export type EnrolmentOutcome =
  | { kind: 'new' | 'known'; customerId: string }
  | { kind: 'refused'; why: 'two-customers' | 'other-card' }

const customers = table('customer', {
  id: 'text',
  name: 'text?',
  locale: 'text',
  timeZone: 'text?',
  card: 'text',
  notices: 'boolean',
  stopped: 'timestamp?',
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
const changes = records({
  id: 'text',
  name: 'text?',
  locale: 'text?',
  timeZone: 'text?',
  notices: 'boolean?',
  stopped: 'timestamp?',
  since: 'timestamp?',
})
const parts = records({ card: 'text' })

const keyOf = ({ platform, id }: Person) => `${platform}:${id}`

type Told = { row: Enrolment; id: string }

/**
 * Takes customers in as another system knows them, in the order given: makes those who are not known by card or identity, and
 * adds to the others what is told of them. Nobody is told anything. Throws when somebody appears meanwhile: then the same goes
 * well again.
 */
export async function enroll(unit: Unit, rows: readonly Enrolment[]): Promise<EnrolmentOutcome[]> {
  const cards = await customersByCard(
    unit,
    rows.flatMap(({ card }) => card ?? []),
  )
  const people = new Map<string, string>()
  await Promise.all(
    rows
      .flatMap((row) => row.people)
      .map(async (person) => {
        const id = await lookUp(unit, { kind: 'person', person })
        if (id !== undefined) people.set(keyOf(person), id)
      }),
  )
  const fresh: (Told & { card: string })[] = []
  const met: { person: Person; row: Enrolment; id: string }[] = []
  const told: Told[] = []
  const outcomes = rows.map((row): EnrolmentOutcome => {
    const owner = row.card === null ? undefined : cards.get(row.card)
    const known = new Set([
      ...(owner ? [owner] : []),
      ...row.people.flatMap((person) => people.get(keyOf(person)) ?? []),
    ])
    if (known.size > 1) return { kind: 'refused', why: 'two-customers' }
    const [found] = known
    if (found !== undefined && row.card !== null && owner === undefined) return { kind: 'refused', why: 'other-card' }
    const id = found ?? newId()
    const card = row.card ?? newCard()
    if (found === undefined) {
      fresh.push({ row, id, card })
      cards.set(card, id)
    }
    for (const person of row.people) {
      if (people.has(keyOf(person))) continue
      people.set(keyOf(person), id)
      met.push({ person, row, id })
    }
    told.push({ row, id })
    return { kind: found === undefined ? 'new' : 'known', customerId: id }
  })
  await unit.sql.insert(
    customers,
    fresh.map(({ row, id, card }) => ({
      ...{ id, card },
      name: row.name,
      locale: row.locale ?? closestLocale(row.people[0]?.locale),
      timeZone: row.timeZone,
      notices: row.notices ?? true,
      stopped: row.stopped,
      created: row.since ?? unit.now,
    })),
  )
  await unit.sql.insert(
    identities,
    met.map(({ person, row, id }) => ({
      platform: person.platform,
      person: person.id,
      ...{ customerId: id, ownerId: id },
      name: row.name,
      created: unit.now,
    })),
  )
  const made = new Set(fresh.map(({ row }) => row))
  await change(
    unit,
    told.filter(({ row }) => !made.has(row)),
  )
  await enrichDetails(
    unit,
    told.map(({ row, id }) => ({ ...row, id })),
  )
  await tellConsents(
    unit,
    told.flatMap(({ row: { consent }, id }) => (consent ? [{ id, consent }] : [])),
  )
  return outcomes
}

/** Who has these cards: whoever was linked with another is found as the one that he is part of. */
async function customersByCard(unit: Unit, cards: readonly string[]): Promise<Map<string, string>> {
  if (cards.length === 0) return new Map()
  const rows = await unit.sql.query<{ id: string; card: string }>(
    `SELECT coalesce(a."movedTo", c.id) AS id, c.card FROM ${parts.in(unit.dialect)} AS given
     JOIN customer c ON c.card = given.card LEFT JOIN account a ON a."customerId" = c.id`,
    parts.param(
      cards.map((card) => ({ card })),
      unit.dialect,
    ),
  )
  const owners = new Map(rows.map(({ card, id }) => [card, id]))
  // A code that was replaced is still that customer's in another system, and never somebody else's.
  const others = cards.filter((card) => !owners.has(card))
  for (const { card, old } of await Promise.all(
    others.map(async (card) => ({ card, old: await unit.ask(replacedCard, card) })),
  ))
    if (old) owners.set(card, old.customerId)
  return owners
}

async function change(unit: Unit, told: readonly Told[]): Promise<void> {
  if (told.length === 0) return
  const after = new Map<string, ReturnType<typeof changeOf>>()
  for (const { row, id } of told) {
    const now = changeOf(row, id)
    const before = after.get(id)
    after.set(id, before ? merged(before, now) : now)
  }
  await unit.sql.execute(
    `UPDATE customer SET name = coalesce(given.name, customer.name), locale = coalesce(given.locale, customer.locale),
       "timeZone" = coalesce(given."timeZone", customer."timeZone"), notices = coalesce(given.notices, customer.notices),
       stopped = coalesce(given.stopped, customer.stopped), created = coalesce(given.since, customer.created)
     FROM ${changes.in(unit.dialect)} AS given WHERE customer.id = given.id`,
    changes.param([...after.values()], unit.dialect),
  )
}

const changeOf = ({ name, locale, timeZone, notices, stopped, since }: Enrolment, id: string) => ({
  ...{ id, name, locale, timeZone, notices, stopped, since },
})

/** What is told later counts. */
function merged<T extends object>(before: T, now: T): T {
  return { ...before, ...Object.fromEntries(Object.entries(now).filter(([, value]) => value !== null)) }
}
