import { records } from '../database/records.ts'
import type { Act, Ask, Unit } from '../engine/unit.ts'
import { newCard } from './card.ts'
import { membersOf } from './joining.ts'

/** A code that counts no more: since when, and the customer who had it, as who he is now. */
export type Replaced = { customerId: string; replaced: Date }

const cards = records({ card: 'text' })

/** What is known of a code that stood on a card once; undefined of any other. */
export const replacedCard: Ask<string, Replaced | undefined> = {
  name: 'replaced card',
  async answer(unit, wanted) {
    const rows = await unit.sql.query<Replaced & { nth: number }>(
      `SELECT given.nth, coalesce(a."movedTo", r."ownerId") AS "customerId", r.replaced FROM ${cards.in(unit.dialect)} AS given
       JOIN replaced_card r ON r.card = given.card LEFT JOIN account a ON a."customerId" = r."ownerId"`,
      cards.param(
        wanted.map((card) => ({ card })),
        unit.dialect,
      ),
    )
    const known = new Map(rows.map(({ nth, ...row }) => [nth, row]))
    return wanted.map((_, nth) => known.get(nth))
  },
}

/**
 * Gives the customer a new code in place of that one; undefined when that one is not his any more. Codes of customers who
 * have become part of him stop counting, too: whoever lost one card wants none of the earlier ones to be of use.
 */
export const replaceCard: Act<{ customerId: string; card: string }, string | undefined> = {
  name: 'replace card',
  async carry(unit, orders) {
    const outcomes: (string | undefined)[] = []
    for (const { customerId, card } of orders) {
      const fresh = await replace(unit, customerId, card)
      outcomes.push(fresh)
      if (fresh === undefined) continue
      for (const { id, card } of await others(unit, customerId)) await replace(unit, id, card)
    }
    return outcomes
  },
}

async function replace(unit: Unit, id: string, card: string): Promise<string | undefined> {
  const fresh = newCard()
  const changed = await unit.sql.execute('UPDATE customer SET card = ? WHERE id = ? AND card = ?', fresh, id, card)
  if (changed === 0) return undefined
  await unit.sql.execute('INSERT INTO replaced_card (card, "ownerId", replaced) VALUES (?, ?, ?)', card, id, unit.now)
  return fresh
}

async function others(unit: Unit, customerId: string): Promise<{ id: string; card: string }[]> {
  const members = (await membersOf(unit, customerId)).filter((id) => id !== customerId)
  if (members.length === 0) return []
  return unit.sql.query(`SELECT id, card FROM customer WHERE id ${unit.sql.among('text')}`, members)
}

/** Nothing is known any more of the codes that this customer had, nor of those of whoever has become part of him. */
export async function forgetReplaced(unit: Unit, customerId: string): Promise<void> {
  const members = await membersOf(unit, customerId)
  await unit.sql.execute(`DELETE FROM replaced_card WHERE "ownerId" ${unit.sql.among('text')}`, members)
}
