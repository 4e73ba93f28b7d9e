import { table } from '../database/table.ts'
import type { Ask, Unit } from '../engine/unit.ts'
import type { Seat } from './seats.ts'

const cards = table('desk_card', {
  about: 'text',
  seat: 'text',
  address: 'text',
  locale: 'text',
  created: 'timestamp',
})

/** Where something is shown to staff, such as `complaint:7`. What a closed desk was shown stays there. */
export const seatsOf: Ask<string, Seat[]> = {
  name: 'seats',
  async answer(unit, abouts) {
    const rows = await unit.sql.query<{ about: string; seat: string; address: string; locale: string }>(
      `SELECT about, seat, address, locale FROM desk_card WHERE about ${unit.sql.among('text')} ORDER BY created, seat`,
      abouts,
    )
    const found = Map.groupBy(rows, (row) => row.about)
    return abouts.map((about) =>
      (found.get(about) ?? []).map(({ seat, address, locale }) => ({ seat, address: JSON.parse(address), locale })),
    )
  },
}

/** Remembers that it is shown there. Gives false when it was already. */
export async function takeSeat(unit: Unit, about: string, { seat, address, locale }: Seat): Promise<boolean> {
  const made = await unit.sql.insert(
    cards,
    [{ about, seat, address: JSON.stringify(address), locale, created: unit.now }],
    { conflict: 'ignore', returning: ['seat'] },
  )
  unit.forget(seatsOf, about)
  return made.length > 0
}

/** Forgets that it was shown there. */
export async function leaveSeat(unit: Unit, about: string, seat: string): Promise<void> {
  await unit.sql.execute('DELETE FROM desk_card WHERE about = ? AND seat = ?', about, seat)
  unit.forget(seatsOf, about)
}

/** It is shown nowhere any more. */
export async function forgetSeats(unit: Unit, about: string): Promise<void> {
  await unit.sql.execute('DELETE FROM desk_card WHERE about = ?', about)
  unit.forget(seatsOf, about)
}

/** A channel has another id now: what is shown there is shown under that. */
export async function moveSeats(unit: Unit, platform: string, from: string, to: string): Promise<void> {
  const rows = await unit.sql.query<{ about: string; seat: string; address: string }>(
    `SELECT about, seat, address FROM desk_card WHERE address LIKE ? ESCAPE '!'`,
    `%${from.replace(/[!%_]/g, '!$&')}%`,
  )
  for (const { about, seat, address } of rows) {
    const it = JSON.parse(address) as Seat['address']
    if (it.place.platform !== platform || it.place.channel !== from) continue
    await unit.sql.execute(
      'UPDATE desk_card SET address = ? WHERE about = ? AND seat = ?',
      JSON.stringify({ ...it, place: { ...it.place, channel: to } }),
      about,
      seat,
    )
  }
}

/** Name of the card at a seat, as a post. */
export const cardName = (about: string, seat: string) => `${about}:${seat}`
