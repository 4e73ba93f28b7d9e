import { records } from '../../database/records.ts'
import type { Unit } from '../../engine/unit.ts'
import type { Birthday } from './rules.ts'
import { fieldRows, tagRows } from './store.ts'

/** What is known of a customer besides; what is null is not told. Tags replace those before, fields are added. */
export type Enrichment = {
  id: string
  birthday: Birthday | null
  class: string | null
  tags: readonly string[] | null
  fields: readonly (readonly [name: string, value: string])[]
}

const details = records({ id: 'text', day: 'text?', year: 'integer?', class: 'text?' })
const kept = records({ id: 'text', tag: 'text' })

/** Adds to many customers at once what is known of them. Of several for one customer the last counts. */
export async function enrichDetails(unit: Unit, told: readonly Enrichment[]): Promise<void> {
  const plain = lastOf(told.filter((it) => it.birthday !== null || it.class !== null))
  if (plain.length > 0)
    await unit.sql.execute(
      `UPDATE customer SET class = coalesce(given.class, customer.class),
         "birthYear" = CASE WHEN given.day IS NULL THEN customer."birthYear" ELSE given.year END,
         birthday = coalesce(given.day, customer.birthday)
       FROM ${details.in(unit.dialect)} AS given WHERE customer.id = given.id`,
      details.param(
        plain.map(({ id, birthday, class: tier }) => ({
          ...{ id, class: tier },
          day: birthday?.day ?? null,
          year: birthday?.year ?? null,
        })),
        unit.dialect,
      ),
    )
  await replaceTags(unit, lastOf(told.filter(({ tags }) => tags !== null)))
  const fields = new Map<string, { ownerId: string; customerId: string; name: string; value: string }>()
  for (const { id, fields: own } of told)
    for (const [name, value] of own) fields.set(`${id} ${name}`, { ownerId: id, customerId: id, name, value })
  await unit.sql.insert(fieldRows, [...fields.values()], { conflict: { key: ['ownerId', 'name'], set: ['value'] } })
}

async function replaceTags(unit: Unit, told: readonly Enrichment[]): Promise<void> {
  if (told.length === 0) return
  const rows = told.flatMap(({ id, tags }) => (tags ?? []).map((tag) => ({ id, tag })))
  await unit.sql.execute(
    `DELETE FROM customer_tag WHERE "customerId" ${unit.sql.among('text')} AND NOT EXISTS (
       SELECT 1 FROM ${kept.in(unit.dialect)} AS given WHERE given.id = customer_tag."customerId" AND given.tag = customer_tag.tag)`,
    told.map(({ id }) => id),
    kept.param(rows, unit.dialect),
  )
  await unit.sql.insert(
    tagRows,
    rows.map(({ id, tag }) => ({ ownerId: id, customerId: id, tag, created: unit.now })),
    { conflict: 'ignore' },
  )
}

function lastOf(told: readonly Enrichment[]): Enrichment[] {
  const found = new Map<string, Enrichment>()
  for (const { id, ...it } of told) {
    const before = found.get(id)
    const known = Object.entries(it).filter(([, value]) => value !== null)
    found.set(id, before ? { ...before, ...Object.fromEntries(known) } : { id, ...it })
  }
  return [...found.values()]
}
