import { table } from '../database/table.ts'
import type { Seat } from '../desks/exports.ts'
import type { Ask, Unit } from '../engine/unit.ts'

const cards = table('callback_card', {
  callbackId: 'bigint',
  seat: 'text',
  address: 'text',
  locale: 'text',
  created: 'timestamp',
})

/** Where a callback is shown. */
export const callSeatsOf: Ask<number, Seat[]> = {
  name: 'callback seats',
  async answer(unit, ids) {
    const rows = await unit.sql.query<{ callbackId: number; seat: string; address: string; locale: string }>(
      `SELECT "callbackId", seat, address, locale FROM callback_card WHERE "callbackId" ${unit.sql.among('bigint')}
       ORDER BY created, seat`,
      ids,
    )
    const found = Map.groupBy(rows, (row) => row.callbackId)
    return ids.map((id) =>
      (found.get(id) ?? []).map(({ seat, address, locale }) => ({ seat, address: JSON.parse(address), locale })),
    )
  },
}

/** Remembers that a callback is shown there. Gives false when it was already. */
export async function takeCallSeat(unit: Unit, callbackId: number, { seat, address, locale }: Seat): Promise<boolean> {
  const made = await unit.sql.insert(
    cards,
    [{ callbackId, seat, address: JSON.stringify(address), locale, created: unit.now }],
    { conflict: 'ignore', returning: ['seat'] },
  )
  unit.forget(callSeatsOf, callbackId)
  return made.length > 0
}

/** Name of its card at a seat. */
export const callCardName = (callbackId: number, seat: string) => `callback:${callbackId}:${seat}`

/** The callback that a post with this name is about. */
export function callOfPost(name: string | null | undefined): number | undefined {
  const [, id] = /^callback:(\d+):/.exec(name ?? '') ?? []
  return id === undefined ? undefined : Number(id)
}
