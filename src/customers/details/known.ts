import { type Knowing, knownRows } from '../../engine/known.ts'

export const detailsKnown: Readonly<Record<string, Knowing>> = {
  tags: knownRows(`SELECT tag AS key, tag, created AS since FROM customer_tag WHERE "customerId" = ?`, 'tag', 'text'),
  details: knownRows(
    `SELECT name || ' ' || "ownerId" AS key, name, value FROM customer_field WHERE "customerId" = ?`,
    `name || ' ' || "ownerId"`,
    'text',
  ),
}
