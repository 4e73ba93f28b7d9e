import { table } from '../../database/table.ts'
import type { Act, Ask, Unit } from '../../engine/unit.ts'
import { type Details, type DetailsChange, mostFields } from './rules.ts'

export const tagRows = table('customer_tag', { ownerId: 'text', tag: 'text', customerId: 'text', created: 'timestamp' })
export const fieldRows = table('customer_field', { ownerId: 'text', name: 'text', customerId: 'text', value: 'text' })

type Row = { id: string; birthday: string | null; birthYear: number | null; class: string | null }

/** By our own id of the customer. */
export const detailsOf: Ask<string, Details> = {
  name: 'details',
  async answer(unit, ids) {
    const among = unit.sql.among('text')
    const rows = await unit.sql.query<Row>(
      `SELECT id, birthday, "birthYear", class FROM customer WHERE id ${among}`,
      ids,
    )
    const tags = await unit.sql.query<{ customerId: string; tag: string }>(
      `SELECT DISTINCT "customerId", tag FROM customer_tag WHERE "customerId" ${among} ORDER BY tag`,
      ids,
    )
    // Of two customers who became one, what the first knew of itself counts.
    const fields = await unit.sql.query<{ customerId: string; name: string; value: string }>(
      `SELECT "customerId", name, value FROM customer_field WHERE "customerId" ${among}
       ORDER BY name, CASE WHEN "ownerId" = "customerId" THEN 1 ELSE 0 END, "ownerId"`,
      ids,
    )
    const known = new Map(rows.map((row) => [row.id, row]))
    return ids.map((id): Details => {
      const row = known.get(id)
      const { birthday = null, birthYear = null } = row ?? {}
      return {
        birthday: birthday === null ? null : { day: birthday, year: birthYear },
        class: row?.class ?? null,
        tags: tags.filter(({ customerId }) => customerId === id).map(({ tag }) => tag),
        fields: Object.fromEntries(
          fields.filter(({ customerId }) => customerId === id).map(({ name, value }) => [name, value]),
        ),
      }
    })
  },
}

/** Changes them in a customer; false, and nothing is changed, when he would have too many own fields. */
export const detailsChange: Act<{ id: string; change: DetailsChange }, boolean> = {
  name: 'details',
  async carry(unit, orders) {
    const outcomes: boolean[] = []
    for (const { id, change } of orders) outcomes.push(await changeDetails(unit, id, change))
    return outcomes
  },
}

async function changeDetails(unit: Unit, id: string, change: DetailsChange): Promise<boolean> {
  const { birthday, class: tier, tags, fields } = change
  if (fields && !(await changeFields(unit, id, fields))) return false
  if (birthday !== undefined)
    await unit.sql.execute(
      'UPDATE customer SET birthday = ?, "birthYear" = ? WHERE id = ?',
      birthday?.day ?? null,
      birthday?.year ?? null,
      id,
    )
  if (tier !== undefined) await unit.sql.execute('UPDATE customer SET class = ? WHERE id = ?', tier, id)
  if (tags) {
    await unit.sql.execute(
      `DELETE FROM customer_tag WHERE "customerId" = ? AND NOT (tag ${unit.sql.among('text')})`,
      id,
      tags,
    )
    const rows = tags.map((tag) => ({ ownerId: id, customerId: id, tag, created: unit.now }))
    await unit.sql.insert(tagRows, rows, { conflict: 'ignore' })
  }
  unit.forget(detailsOf, id)
  return true
}

async function changeFields(unit: Unit, id: string, fields: Readonly<Record<string, string | null>>): Promise<boolean> {
  // Two processes that give a customer his last field at once: the second sees what the first has given.
  await unit.sql.execute('UPDATE customer SET id = id WHERE id = ?', id)
  unit.forget(detailsOf, id)
  const after = { ...(await unit.ask(detailsOf, id)).fields, ...fields }
  if (Object.values(after).filter((value) => value !== null).length > mostFields) return false
  await unit.sql.execute(
    `DELETE FROM customer_field WHERE "customerId" = ? AND name ${unit.sql.among('text')}`,
    id,
    Object.keys(fields),
  )
  const rows = Object.entries(fields).flatMap(([name, value]) =>
    value === null ? [] : [{ ownerId: id, customerId: id, name, value }],
  )
  await unit.sql.insert(fieldRows, rows)
  return true
}

/** Nothing of it is known any more. */
export async function eraseDetails(unit: Unit, customerId: string): Promise<void> {
  await unit.sql.execute('DELETE FROM customer_tag WHERE "customerId" = ?', customerId)
  await unit.sql.execute('DELETE FROM customer_field WHERE "customerId" = ?', customerId)
  await unit.sql.execute(
    'UPDATE customer SET birthday = NULL, "birthYear" = NULL, class = NULL WHERE id = ?',
    customerId,
  )
  unit.forget(detailsOf, customerId)
}
