import { table } from '../database/table.ts'
import type { Desk, Seat } from '../desks/exports.ts'
import type { Ask, Unit } from '../engine/unit.ts'

const cards = table('complaint_card', {
  complaintId: 'bigint',
  seat: 'text',
  address: 'text',
  locale: 'text',
  created: 'timestamp',
})

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

/** A channel has another id now: what is shown there is shown under that. */
export async function moveSeats(unit: Unit, platform: string, from: string, to: string): Promise<void> {
  const rows = await unit.sql.query<{ complaintId: number; seat: string; address: string }>(
    `SELECT "complaintId", seat, address FROM complaint_card WHERE address LIKE ? ESCAPE '!'`,
    `%${from.replace(/[!%_]/g, '!$&')}%`,
  )
  for (const { complaintId, seat, address } of rows) {
    const it = JSON.parse(address) as Seat['address']
    if (it.place.platform !== platform || it.place.channel !== from) continue
    await unit.sql.execute(
      'UPDATE complaint_card SET address = ? WHERE "complaintId" = ? AND seat = ?',
      JSON.stringify({ ...it, place: { ...it.place, channel: to } }),
      complaintId,
      seat,
    )
  }
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
