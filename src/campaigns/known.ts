import type { Unit } from '../engine/unit.ts'
import { formatDay, formatNumber } from '../language/format.ts'
import type { Locale } from '../language/text.ts'
import { noticeUntil } from '../points/rules.ts'
import type { Program } from '../program/program.ts'
import type { Slot } from './rules/template.ts'

const ofField = 'field:'

/** What texts can name of a customer, as far as it was asked for. */
export type Known = {
  name: string | null
  points: number
  expiring: number
  last: Date | null
  fields: Map<string, string>
}

/** What is known of those customers, with one query for each kind of thing that the text names. */
export async function knownOf(
  unit: Unit,
  program: Program,
  ids: readonly string[],
  slots: ReadonlySet<Slot>,
): Promise<Map<string, Known>> {
  const known = new Map<string, Known>(
    ids.map((id) => [id, { name: null, points: 0, expiring: 0, last: null, fields: new Map() }]),
  )
  const among = unit.sql.among('text')
  if (slots.has('name'))
    for (const { id, name } of await unit.sql.query<{ id: string; name: string | null }>(
      `SELECT id, name FROM customer WHERE id ${among}`,
      ids,
    ))
      set(known, id, { name })
  if (slots.has('points'))
    for (const { id, points } of await unit.sql.query<{ id: string; points: number }>(
      `SELECT "customerId" AS id, balance AS points FROM account WHERE "customerId" ${among}`,
      ids,
    ))
      set(known, id, { points })
  if (slots.has('expiring'))
    for (const { id, expiring } of await unit.sql.query<{ id: string; expiring: number }>(
      `SELECT "customerId" AS id, sum(remaining) AS expiring FROM lot WHERE "customerId" ${among}
         AND remaining > 0 AND expires > ? AND expires <= ? GROUP BY "customerId"`,
      ids,
      unit.now,
      noticeUntil(unit.now, program),
    ))
      set(known, id, { expiring })
  if (slots.has('last'))
    for (const { id, last } of await unit.sql.query<{ id: string; last: Date }>(
      `SELECT "customerId" AS id, max(at) AS "last::time" FROM purchase WHERE "customerId" ${among} GROUP BY "customerId"`,
      ids,
    ))
      set(known, id, { last })
  const fields = [...slots].flatMap((slot) => (slot.startsWith(ofField) ? [slot.slice(ofField.length)] : []))
  if (fields.length > 0)
    for (const { id, name, value } of await unit.sql.query<{ id: string; name: string; value: string }>(
      `SELECT "customerId" AS id, name, value FROM customer_field WHERE "customerId" ${among} AND name ${among}`,
      ids,
      fields,
    ))
      known.get(id)?.fields.set(name, value)
  return known
}

function set(known: Map<string, Known>, id: string, more: Partial<Known>): void {
  const before = known.get(id)
  if (before) known.set(id, { ...before, ...more })
}

/** What stands in a slot for somebody; undefined where nothing is known. */
export function inSlot(
  slot: Slot,
  { name, points, expiring, last, fields }: Known,
  { program, code, locale, now }: { program: Program; code: string | null; locale: Locale; now: Date },
): string | undefined {
  switch (slot) {
    case 'name':
      return name ?? undefined
    case 'points':
      return formatNumber(points, locale)
    case 'expiring':
      return formatNumber(expiring, locale)
    case 'last':
      return last === null ? undefined : formatDay(last, locale, program.timeZone, now)
    case 'shop':
      return program.shop ?? undefined
    case 'code':
      return code ?? undefined
    default:
      return fields.get(slot.slice(ofField.length))
  }
}
