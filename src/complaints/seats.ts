import type { Address } from '../chat.ts'
import { table } from '../database/table.ts'
import type { Ask, Unit } from '../engine/unit.ts'
import type { Locale } from '../language/text.ts'

/** A channel where complaints arrive. `person`: whose own conversation with the bot it is, if it is one. */
export type Desk = {
  id: number
  platform: string
  channel: string
  /** Those that arrive there; null for all. */
  categories: string[] | null
  locale: Locale
  person: string | null
}

type DeskRow = Omit<Desk, 'categories'> & { categories: string | null }
const deskFrom = ({ categories, ...row }: DeskRow): Desk => ({
  ...row,
  categories: categories === null ? null : JSON.parse(categories),
})
const columns = 'id, platform, channel, categories, locale, person'

/** A place where complaints are shown: a desk, or one of the staff directly. */
export type Seat = { seat: string; address: Address; locale: Locale }

const cards = table('complaint_card', {
  complaintId: 'bigint',
  seat: 'text',
  address: 'text',
  locale: 'text',
  created: 'timestamp',
})

export const deskSeat = ({ id, platform, channel, locale, person }: Desk): Seat => ({
  seat: `desk:${id}`,
  address: { place: { platform, channel }, ...(person !== null && { only: { platform, id: person } }) },
  locale,
})

/** All desks that are open. */
export const openDesks: Ask<'all', Desk[]> = {
  name: 'desks',
  async answer(unit, keys) {
    const rows = await unit.sql.query<DeskRow>(`SELECT ${columns} FROM desk WHERE closed IS NULL ORDER BY id`)
    return keys.map(() => rows.map(deskFrom))
  },
}

/** The desk in that channel, if there is one. */
export async function deskIn(unit: Unit, platform: string, channel: string): Promise<Desk | undefined> {
  const desks = await unit.ask(openDesks, 'all')
  return desks.find((desk) => desk.platform === platform && desk.channel === channel)
}

/** Makes that channel a desk, or changes what arrives there. */
export async function keepDesk(unit: Unit, desk: Omit<Desk, 'id'> & { setBy: string }): Promise<void> {
  const { platform, channel, categories, locale, person, setBy } = desk
  await unit.sql.execute(
    `INSERT INTO desk (platform, channel, categories, locale, person, "setBy", created) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (platform, channel) DO UPDATE SET categories = excluded.categories, locale = excluded.locale,
       person = excluded.person, closed = NULL`,
    platform,
    channel,
    categories === null ? null : JSON.stringify(categories),
    locale,
    person,
    setBy,
    unit.now,
  )
  unit.forget(openDesks, 'all')
}

/** Closes a desk: what it was shown stays, nothing new arrives. */
export async function closeDesk(unit: Unit, id: number): Promise<void> {
  await unit.sql.execute('UPDATE desk SET closed = ? WHERE id = ?', unit.now, id)
  unit.forget(openDesks, 'all')
}

/** Desks at which complaints of that category arrive. */
export function desksFor(desks: readonly Desk[], category: string): Desk[] {
  return desks.filter(({ categories }) => categories === null || categories.includes(category))
}

/** Where complaints are shown. Cards of closed desks are left as they are. */
export const seatsOf: Ask<number, Seat[]> = {
  name: 'complaint seats',
  async answer(unit, ids) {
    const rows = await unit.sql.query<{ complaintId: number; seat: string; address: string; locale: string }>(
      `SELECT "complaintId", seat, address, locale FROM complaint_card WHERE "complaintId" ${unit.sql.among('bigint')}
       ORDER BY created, seat`,
      ids,
    )
    const found = Map.groupBy(rows, (row) => row.complaintId)
    return ids.map((id) =>
      (found.get(id) ?? []).map(({ seat, address, locale }) => ({ seat, address: JSON.parse(address), locale })),
    )
  },
}

/** Remembers that a complaint is shown there. Gives false when it was already. */
export async function takeSeat(unit: Unit, complaintId: number, { seat, address, locale }: Seat): Promise<boolean> {
  const made = await unit.sql.insert(
    cards,
    [{ complaintId, seat, address: JSON.stringify(address), locale, created: unit.now }],
    { conflict: 'ignore', returning: ['seat'] },
  )
  unit.forget(seatsOf, complaintId)
  return made.length > 0
}

/** Forgets that a complaint was shown there. */
export async function leaveSeat(unit: Unit, complaintId: number, seat: string): Promise<void> {
  await unit.sql.execute('DELETE FROM complaint_card WHERE "complaintId" = ? AND seat = ?', complaintId, seat)
  unit.forget(seatsOf, complaintId)
}

/** Names of what is posted about a complaint: its card at a seat, and what stands under that. */
export const cardName = (complaintId: number, seat: string) => `complaint:${complaintId}:${seat}`
export const lineName = (complaintId: number, seat: string, lineId: number) =>
  `complaint:${complaintId}:${seat}:line:${lineId}`
export const answerName = (complaintId: number, lineId: number) => `complaint:${complaintId}:customer:line:${lineId}`

export const answerFileName = (complaintId: number, lineId: number, file: string) =>
  `${answerName(complaintId, lineId)}:file:${file}`

/** The complaint that a post with this name is about. */
export function complaintOfPost(name: string | null | undefined): number | undefined {
  const [, id] = /^complaint:(\d+):/.exec(name ?? '') ?? []
  return id === undefined ? undefined : Number(id)
}
