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

/** A channel has another id now. Where that is a desk already, there is one desk less. */
export async function moveDesk(unit: Unit, platform: string, from: string, to: string): Promise<void> {
  if ((await deskIn(unit, platform, to)) === undefined)
    await unit.sql.execute(
      `UPDATE desk SET channel = ? WHERE platform = ? AND channel = ?
         AND NOT EXISTS (SELECT 1 FROM desk AS other WHERE other.platform = ? AND other.channel = ?)`,
      to,
      platform,
      from,
      platform,
      to,
    )
  await unit.sql.execute('UPDATE desk SET closed = ? WHERE platform = ? AND channel = ?', unit.now, platform, from)
  unit.forget(openDesks, 'all')
}

/** Desks at which complaints of that category arrive. */
export function desksFor(desks: readonly Desk[], category: string): Desk[] {
  return desks.filter(({ categories }) => categories === null || categories.includes(category))
}
