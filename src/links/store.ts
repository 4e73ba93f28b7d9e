import { v7 as newId } from 'uuid'
import { records } from '../database/records.ts'
import { table } from '../database/table.ts'
import type { Ask, Unit } from '../engine/unit.ts'
import { codeMs, digestOf, newCode } from './codes.ts'

/** Somebody on a platform, and the customer he is. */
export type Party = { customerId: string; platform: string; person: string }

export type Link = {
  id: string
  state: 'open' | 'asked' | 'linked' | 'refused' | 'undone'
  customerId: string
  platform: string
  person: string
  otherId: string | null
  otherPlatform: string | null
  otherPerson: string | null
  expires: Date
}

const links = table('link', {
  id: 'text',
  code: 'text?',
  state: 'text',
  customerId: 'text',
  platform: 'text',
  person: 'text',
  created: 'timestamp',
  expires: 'timestamp',
})
const columns = `id, state, "customerId", platform, person, "otherId", "otherPlatform", "otherPerson", expires`
const locked = (unit: Unit) => (unit.dialect === 'postgresql' ? 'FOR UPDATE' : '')

/** Makes a code for this person; one that he made before is no longer good. */
export async function openLink(unit: Unit, { customerId, platform, person }: Party): Promise<string> {
  await unit.sql.execute(
    `DELETE FROM link WHERE platform = ? AND person = ? AND state IN ('open', 'asked')`,
    platform,
    person,
  )
  const code = newCode()
  await unit.sql.insert(links, [
    {
      ...{ id: newId(), code: digestOf(code), state: 'open', customerId, platform, person },
      created: unit.now,
      expires: new Date(unit.now.getTime() + codeMs),
    },
  ])
  return code
}

/** The link that this code opens, locked; undefined when there is none or its time is over. */
export async function linkByCode(unit: Unit, code: string): Promise<Link | undefined> {
  const [row] = await unit.sql.query<Link>(
    `SELECT ${columns} FROM link WHERE code = ? AND state = 'open' AND expires > ? ${locked(unit)}`,
    digestOf(code),
    unit.now,
  )
  return row
}

/** A link by its id, locked. */
export async function linkById(unit: Unit, id: string): Promise<Link | undefined> {
  const [row] = await unit.sql.query<Link>(`SELECT ${columns} FROM link WHERE id = ? ${locked(unit)}`, id)
  return row
}

/** The code was sent by this person: it is used up, and the one who made it is asked. */
export async function askLink(unit: Unit, id: string, other: Party): Promise<void> {
  await unit.sql.execute(
    `UPDATE link SET state = 'asked', code = NULL, "otherId" = ?, "otherPlatform" = ?, "otherPerson" = ?, expires = ?
     WHERE id = ?`,
    other.customerId,
    other.platform,
    other.person,
    new Date(unit.now.getTime() + codeMs),
    id,
  )
}

/** Writes down how it ended; once linked, `into` is who both are and `from` who became part of him. */
export async function endLink(
  unit: Unit,
  id: string,
  state: 'linked' | 'refused' | 'undone',
  who?: { into: string; from: string },
): Promise<void> {
  await unit.sql.execute(
    `UPDATE link SET state = ?, decided = ?, "customerId" = coalesce(?, "customerId"), "otherId" = coalesce(?, "otherId")
     WHERE id = ?`,
    state,
    unit.now,
    who?.into ?? null,
    who?.from ?? null,
    id,
  )
}

/** Links in force that made these members one customer, the newest first. */
export function linksAmong(unit: Unit, members: readonly string[]): Promise<Link[]> {
  return unit.sql.query<Link>(
    `SELECT ${columns} FROM link WHERE state = 'linked' AND "otherId" ${unit.sql.among('text')} ORDER BY decided DESC, id DESC`,
    members,
  )
}

const pairs = records({ one: 'text', other: 'text' })

/** Whether those two were one customer once, and were parted again: by who they are, or as whom they came. */
export const wereOne: Ask<{ one: string; other: string }, boolean> = {
  name: 'were one',
  key: ({ one, other }) => `${one} ${other}`,
  async answer(unit, wanted) {
    const rows = await unit.sql.query<{ nth: number }>(
      `SELECT given.nth FROM ${pairs.in(unit.dialect)} AS given WHERE EXISTS (
         SELECT 1 FROM link l WHERE l."otherId" = given.other AND l."customerId" = given.one AND l.state = 'undone')`,
      pairs.param(wanted, unit.dialect),
    )
    const found = new Set(rows.map(({ nth }) => nth))
    return wanted.map((_, nth) => found.has(nth))
  },
}
