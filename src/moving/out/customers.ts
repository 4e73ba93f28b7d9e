import { birthdayText } from '../../customers/details/exports.ts'
import type { Sql } from '../../database/database.ts'
import { cellOf, type Sheet } from './sheet.ts'

type Row = {
  id: string
  card: string
  name: string | null
  locale: string
  timeZone: string | null
  birthday: string | null
  birthYear: number | null
  class: string | null
  created: Date
  notices: boolean
  stopped: Date | null
  consent: string | null
  consentAt: Date | null
}

const columns = [
  ...['card', 'identity', 'name', 'locale', 'time_zone', 'birthday', 'class', 'tags', 'since', 'notices', 'stopped'],
  ...['consent', 'consent_at'],
]

/** Customers as the import reads them, each with a column for every field of the shop's own. Who became part of another is in him. */
export async function customersSheet(sql: Sql): Promise<Sheet> {
  const fields = await sql.query<{ name: string }>('SELECT DISTINCT name FROM customer_field ORDER BY name')
  const names = fields.map(({ name }) => name)
  return {
    name: 'customers',
    columns: [...columns, ...names.map((name) => `field:${name}`)],
    async page(sql, after = '', most) {
      const rows = await sql.query<Row>(
        `SELECT id, card, name, locale, "timeZone", birthday, "birthYear", class, created, notices, stopped, consent, "consentAt"
         FROM customer
         WHERE "partOf" IS NULL AND erased IS NULL AND id > ? ORDER BY id LIMIT ?`,
        after,
        most,
      )
      const known = await knownOf(
        sql,
        rows.map(({ id }) => id),
      )
      return rows.map(({ id, birthday, birthYear, ...row }) => {
        const { people, tags, fields } = known(id)
        return {
          key: id,
          cells: [
            ...[row.card, people.join(' '), row.name, row.locale, row.timeZone],
            ...[
              birthday === null ? null : birthdayText({ day: birthday, year: birthYear }),
              row.class,
              tags.join(', '),
            ],
            ...[row.created, row.notices, row.stopped, row.consent, row.consentAt].map(cellOf),
            ...names.map((name) => fields.get(name) ?? null),
          ],
        }
      })
    },
  }
}

/** What other tables know of these customers. */
async function knownOf(sql: Sql, ids: readonly string[]) {
  const among = `WHERE "customerId" ${sql.among('text')}`
  const people = await sql.query<{ customerId: string; platform: string; person: string }>(
    `SELECT "customerId", platform, person FROM identity ${among} ORDER BY platform, person`,
    ids,
  )
  const tags = await sql.query<{ customerId: string; tag: string }>(
    `SELECT DISTINCT "customerId", tag FROM customer_tag ${among} ORDER BY tag`,
    ids,
  )
  // Of two who became one, what the first knew of itself counts: it comes last.
  const fields = await sql.query<{ customerId: string; name: string; value: string }>(
    `SELECT "customerId", name, value FROM customer_field ${among}
     ORDER BY name, CASE WHEN "ownerId" = "customerId" THEN 1 ELSE 0 END, "ownerId"`,
    ids,
  )
  const by = {
    people: Map.groupBy(people, ({ customerId }) => customerId),
    tags: Map.groupBy(tags, ({ customerId }) => customerId),
    fields: Map.groupBy(fields, ({ customerId }) => customerId),
  }
  return (id: string) => ({
    people: (by.people.get(id) ?? []).map(({ platform, person }) => `${platform}:${person}`),
    tags: (by.tags.get(id) ?? []).map(({ tag }) => tag),
    fields: new Map((by.fields.get(id) ?? []).map(({ name, value }) => [name, value])),
  })
}
